/** What the kinds of exceptions mean, in Chinese; in English the server says it. By kind. */
export const kindsZh: Record<string, { title: string; meaning: string }> = {
  'sale-contradicts-right': {
    title: '售出了不属于该终端的座位',
    meaning: '终端售出的座位此时已由他人持有。顾客已付款，可能持无效的票到场。请为其另安排座位，或退款。',
  },
  'sale-for-unknown-screening': {
    title: '售出了排片中没有的场次',
    meaning: '服务器不认识该场次或其全部座位。这笔销售连同付款完整保留；请向终端查明售出了什么。',
  },
  'sale-for-cancelled-screening': {
    title: '场次已取消却仍售出',
    meaning: '终端离线，不知道场次已取消。其票的退款已备好；若能联系到顾客，请告知。',
  },
  'sale-of-blocked-seat': {
    title: '售出了停用的座位',
    meaning: '座位损坏或由影院保留，终端在得知之前已售出。票有效：请为顾客另安排座位，或退款。',
  },
  'sold-seat-blocked': {
    title: '已售座位被停用',
    meaning: '座位在停用之前已售出。票有效：请为顾客另安排座位，或退款。',
  },
  'sale-after-override': {
    title: '售出了曾被手动收回的座位',
    meaning: '经理未经持有终端确认便释放了此座位，而该终端其实已经售出。其间无人再得到它，因此票有效。',
  },
  'return-contradicts-right': {
    title: '终端交回了并不由它持有的座位',
    meaning: '没有任何变动，也没有人付款。若反复出现，请检查该终端。',
  },
  'refund-contradicts-ticket': {
    title: '终端退了不该由它退的票',
    meaning: '终端为已失效或已移交的票退了款。付款已记录；请查明是否重复退款。',
  },
  'entries-wait': {
    title: '被盗终端的记录正在等待',
    meaning: '该终端因被盗而关闭，此后又发来记录。记录已保存，没有任何变动。若当时机器在可信的人手中，请予以执行。',
  },
  'holdings-differ': {
    title: '终端与服务器对其持有的座位说法不一',
    meaning: '双方收发完毕后应列出相同的座位。下面列出了相关场次。请按计划关机让该终端交回全部座位，并联系技术人员。',
  },
  'stream-lost': {
    title: '服务器忘记了已告知的变更',
    meaning: '数据库丢失了已确认的内容，例如恢复了备份或磁盘出错。终端已停止受影响的部分。售票前请联系技术人员。',
  },
  'journal-lost': {
    title: '服务器忘记了已确认的销售',
    meaning: '终端保留了它们并会重新发送。之后请核对销售是否完整，并联系技术人员：数据库丢失了已确认的内容。',
  },
  'refund-requested': {
    title: '顾客要求退款',
    meaning:
      '收银机无法退这些票，因为它们由另一台终端或服务器持有。票仍有效，尚未退款，顾客持有申请单。请决定并告知顾客。',
  },
  'used-ticket-refunded': {
    title: '已入场的票被退款',
    meaning: '收银机尚未得知检票口已放行此票，便退了款。可能有人未付款而在座；该座位也可能再次售出。',
  },
  'scan-by-no-gate': {
    title: '并非检票口的终端称已放行',
    meaning: '只有检票口可以验票。该终端所报已保存在其记录中，不放行任何人。请检查该机器，或按被盗关闭它。',
  },
  'screening-moved-without-place': {
    title: '新影厅中没有对应的座位',
    meaning: '场次已换厅，新影厅没有合适的座位。若已售出，票有效：请手动安排座位，或退款。',
  },
  'late-capture': {
    title: '座位已无法出售时才收到款项',
    meaning: '手机付款到账时，座位已被放弃或停用。款项会自动退回，没有出票。若顾客询问：退款正在途中。',
  },
  'refund-failed': {
    title: '支付方一直没有退款',
    meaning: '手机付款至今未能退回，仍在尝试。请在支付方后台退款，然后处理此案。',
  },
  'refund-refused': {
    title: '支付方拒绝退款',
    meaning:
      '支付方拒绝将款项退回银行卡，并说明了原因。没有付出任何款项。退款重新备好：请在柜台支付，或与顾客商定办法。',
  },
  'refund-bounced': {
    title: '退到银行卡的款项被退回',
    meaning: '支付方已受理退款，但顾客的银行没有接收：款项又回到支付方。请在支付方后台或柜台退款，然后处理此案。',
  },
  'shift-disagrees': {
    title: '班次报表与记录不符',
    meaning:
      '收银台打印的班次结果与此处的销售、退款和现金记录不一致。只显示有差异的部分。请对照打印的报表；先看该收银台是否有其他异常可以解释。',
  },
  'entry-malformed': {
    title: '有一条记录无法读取',
    meaning: '终端写下了此版本服务器不理解的内容。它完整保留，没有任何变动。服务器更新后可重新读取。',
  },
  'journal-forked': {
    title: '一台终端的过去有两个版本',
    meaning: '其磁盘被复制或恢复到早先状态。差异部分完整地单独保存，因为可能有顾客付过款。请停用该终端并重新登记。',
  },
  'ticket-used-twice': {
    title: '两个检票口放行了同一张票',
    meaning: '其中一个检票口当时没有网络，因此有两个人用同一张票入场。请查看该座位；有人持有此票的副本。',
  },
  'ended-ticket-admitted': {
    title: '一张已失效的票入了场',
    meaning: '该票已退款、换票或转让，而检票口尚未得知。有人持旧票坐在那里；其座位可能又被售出。',
  },
  'sale-known-from-paper': {
    title: '入场的票，其销售尚未上报',
    meaning: '票是真的，售出它的终端尚未发送该销售。销售到达后此案自动了结。若一直未了结，请让该终端上线或恢复其日志。',
  },
  'terminal-cloned': {
    title: '两台机器使用同一终端身份',
    meaning: '出示了已使用过的令牌：该终端的磁盘有副本。请找到两台机器；若有一台不在您手中，请将该终端按被盗关闭。',
  },
  'stored-charge-declined': {
    title: '离线批准的刷卡事后被拒',
    meaning:
      '读卡器当时连不上银行，按自身规则批准了这笔销售。后来转送时银行拒绝：影院没有收到这笔钱，而票已给出。请勿为其退款。若影片尚未开场，可请顾客换一种方式付款；否则作坏账处理。若反复出现，请让终端拒绝离线刷卡（READER_OFFLINE=refuse）。',
  },
  'forward-of-unknown-charge': {
    title: '收到一笔此处未知的刷卡消息',
    meaning:
      '终端报告了银行对一笔离线刷卡的处理结果，但其销售中没有这样一笔仍在等待的刷卡。没有改动任何付款。请与收单行账单核对金额；若反复出现，请联系技术人员。',
  },
  'voucher-contradicts': {
    title: '花掉了不该由该终端使用的礼券',
    meaning: '终端收取的礼券由他人持有、已用完，或余额不足。销售有效，礼券没有扣款：该金额由影院承担，或与顾客商定。',
  },
  'voucher-spent-after-take-back': {
    title: '花掉了曾被手动收回的礼券',
    meaning: '经理未经终端确认便收回了此礼券，而该终端其实已经使用。其间无人再得到它，因此金额已扣除，销售有效。',
  },
  'voucher-return-contradicts': {
    title: '终端交回了并不由它持有的礼券',
    meaning: '没有任何变动，也没有人付款。若反复出现，请检查该终端。',
  },
  'voucher-refund-contradicts': {
    title: '款项无法退回礼券',
    meaning:
      '终端把一笔销售退到已作废或未知的礼券，或退回后余额会超过其购买金额。礼券没有入账：若款项属于顾客，请另给一张礼券。',
  },
};
export const actionsZh: Record<string, { label: string; effect: string }> = {
  noted: { label: '了结', effect: '附上您的备注了结此案，其他不变。' },
  'apply-again': { label: '重新读取', effect: '再次读取保存的记录并执行，如同刚刚收到。' },
  apply: { label: '执行这些记录', effect: '执行该终端关闭后发来的全部内容。' },
  refund: { label: '备好退款', effect: '按这些票的原价登记一次退款；已在退款中的保持不变。' },
};
