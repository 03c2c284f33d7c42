/**
 * Bookings that the server sells itself, to phones. The server holds the rights, so a hold may end by time; once `paying`,
 * only the provider's answer moves it. Sale, tickets and rights are one transaction.
 */

export { recordSales, type SaleToRecord } from './apply-sale.ts';
export { type CancelAnswer, cancelBooking } from './cancel-booking.ts';
export { expireHolds, extendHold, type HoldOrder, holdForUser, holdMs, releaseHold } from './hold.ts';
export { type BookingPayment, nameAttempt, payForHold } from './pay-booking.ts';
export { type PayAnswer, type PayingDeps, type PayOrder, payHold } from './pay-hold.ts';
export { payOutRefund } from './pay-out.ts';
export { makeRecallGate } from './recall-gate.ts';
export {
  prepareRefund,
  type RefundAnswer,
  type RefundOrder,
  recordHolderRefund,
  refundTickets,
  releaseTickets,
  sendPhoneRefunds,
} from './refund.ts';
export { type CardRefundAnswer, refundToCard, settleRefunds } from './refund-to-card.ts';
export type { PhoneSale } from './sell-hold.ts';
export { lookAtAttempt, lookAtReported, settleAttemptNow, settleAttempts, settlePayments } from './settle-attempts.ts';
export { recordForwarded } from './stored-charges.ts';
