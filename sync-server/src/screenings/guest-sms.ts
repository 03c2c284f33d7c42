/** What guests read on their phones when their screening is cancelled or moved. Pure: the same news, the same words. */

export interface GuestNews {
  about: 'cancelled' | 'moved';
  title: string;
  cinema: string;
  timeZone: string;
  startsAtMs: number;
  venue: string;
  to: { venue: string; startsAtMs: number } | null;
  /** Whoever has no place gets their money back. */
  isRefunded: boolean;
}
export interface GuestOfNews {
  orderKey: string;
  /** The money goes to them; a ticket may have been passed on. */
  isBuyer: boolean;
  seats: readonly string[];
  withoutPlace: readonly string[];
}

type Language = 'en' | 'zh';
const locales = { en: 'en-GB', zh: 'zh-CN' } as const;
const chinese = ['+86', '+852', '+853', '+886'];

/** No more is known of a guest's language than where the phone is at home. */
export const languageOf = (phone: string): Language => (chinese.some((code) => phone.startsWith(code)) ? 'zh' : 'en');

/** A film's name is cut, so that it stays a short message. */
const titleCharsMax = 60;

export function writeSms(language: Language, news: GuestNews, guest: GuestOfNews): string {
  const at = (ms: number) =>
    new Intl.DateTimeFormat(locales[language], {
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      timeZone: news.timeZone,
    }).format(ms);
  const title = news.title.length > titleCharsMax ? `${news.title.slice(0, titleCharsMax - 1)}…` : news.title;
  return language === 'zh' ? inChinese({ ...news, title }, guest, at) : inEnglish({ ...news, title }, guest, at);
}

type Tell = (news: GuestNews, guest: GuestOfNews, at: (ms: number) => string) => string;

const inEnglish: Tell = (news, { orderKey, isBuyer, seats, withoutPlace }, at) => {
  const lead = `${news.cinema}: ${news.title}, ${at(news.startsAtMs)},`;
  if (news.about === 'cancelled') {
    const money = isBuyer ? 'What you paid goes back to you the way you paid it.' : 'Its price goes back to its buyer.';
    return `${lead} is cancelled. Order ${orderKey}: your tickets end. ${money}`;
  }
  const where = news.to ? `${at(news.to.startsAtMs)}, ${news.to.venue}` : news.venue;
  const kept = seats.length > 0 ? ` Order ${orderKey}, your seats: ${seats.join(', ')}. Your tickets stay good.` : '';
  const lost = news.isRefunded
    ? `No seat was left for ${withoutPlace.join(', ')}: its price is paid back.`
    : `No seat was left for ${withoutPlace.join(', ')}: please ask at the box office.`;
  return `${lead} is moved to ${where}.${kept}${withoutPlace.length > 0 ? ` Order ${orderKey}: ${lost}` : ''}`;
};

const inChinese: Tell = (news, { orderKey, isBuyer, seats, withoutPlace }, at) => {
  const lead = `【${news.cinema}】${at(news.startsAtMs)}《${news.title}》`;
  if (news.about === 'cancelled') {
    const money = isBuyer ? '票款将原路退回。' : '票款将退给购票人。';
    return `${lead}已取消。订单 ${orderKey} 的票已失效，${money}`;
  }
  const where = news.to ? `${at(news.to.startsAtMs)} ${news.to.venue}` : news.venue;
  const kept = seats.length > 0 ? `订单 ${orderKey}，您的座位：${seats.join('、')}。原票仍然有效。` : '';
  const lost = news.isRefunded
    ? `座位 ${withoutPlace.join('、')} 没有对应位置，票款将退回。`
    : `座位 ${withoutPlace.join('、')} 没有对应位置，请到售票处咨询。`;
  return `${lead}改为 ${where}。${kept}${withoutPlace.length > 0 ? `订单 ${orderKey}：${lost}` : ''}`;
};
