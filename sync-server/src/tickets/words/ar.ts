import type { Words } from './words.ts';

/** With the digits that stand on the cinema's walls and seats. */
export const ar: Words = {
  locale: 'ar-u-nu-latn',
  direction: 'rtl',
  ticket: 'تذكرة',
  tickets: 'تذاكر',
  ticketOf: (number, of) => `التذكرة ${number} من ${of}`,
  date: 'التاريخ',
  time: 'البداية',
  venue: 'القاعة',
  row: 'الصف',
  seat: 'المقعد',
  freeSeating: 'مقاعد غير مرقمة',
  place: (row, seat) => (row === '' ? `المقعد ${seat}` : `الصف ${row}، المقعد ${seat}`),
  price: 'السعر',
  taxIncluded: (amount) => `يشمل ضريبة ${amount}`,
  total: 'المجموع',
  order: 'رقم الطلب',
  pickUp: 'رمز الاستلام',
  booked: 'تاريخ الحجز',
  seatKind: { standard: 'مقعد عادي', vip: 'مقعد VIP', wheelchair: 'مكان لكرسي متحرك', companion: 'مقعد مرافق' },
  ticketClass: { adult: 'بالغ', child: 'طفل', student: 'طالب', senior: 'كبار السن' },
  scan: 'أظهر هذا الرمز عند الباب',
  codeOf: (place) => `رمز QR لتذكرة ${place}`,
  terms: (minutes) =>
    `تسمح بدخول شخص واحد مرة واحدة لهذا العرض فقط. يدخل أول من يُظهر الرمز، فلا تشاركه مع أحد. يسري التصنيف العمري؛ يرجى إحضار ما يثبت العمر أو السعر المخفض. يمكن الإلغاء في التطبيق حتى ${minutes} دقيقة قبل البداية.`,
  wallet: 'لا حاجة إلى الطباعة: هذا الرمز في التطبيق أيضًا، حتى دون اتصال بالشبكة.',
};
