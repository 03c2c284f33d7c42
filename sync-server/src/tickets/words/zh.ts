import type { Words } from './words.ts';

export const zh: Words = {
  locale: 'zh-CN',
  direction: 'ltr',
  ticket: '电影票',
  tickets: '电影票',
  ticketOf: (number, of) => `第${number}张，共${of}张`,
  date: '日期',
  time: '开场',
  venue: '影厅',
  row: '排',
  seat: '座',
  freeSeating: '自由入座',
  place: (row, seat) => (row === '' ? `${seat}座` : `${row}排${seat}座`),
  price: '票价',
  taxIncluded: (amount) => `含税 ${amount}`,
  total: '合计',
  order: '订单号',
  pickUp: '取票码',
  booked: '订票时间',
  seatKind: { standard: '普通座', vip: '贵宾座', wheelchair: '轮椅席', companion: '陪同座' },
  ticketClass: { adult: '成人票', child: '儿童票', student: '学生票', senior: '长者票' },
  scan: '入场时请出示此二维码',
  codeOf: (place) => `${place}电影票的二维码`,
  terms: (minutes) =>
    `仅限一人凭此票入场观看本场次一次。最先出示二维码者可入场，请勿转发或公开。请遵守影片分级；优惠票请携带有效证件。开场前${minutes}分钟可在应用内退票。`,
  wallet: '无需打印：应用内也有此二维码，没有网络也能出示。',
};
