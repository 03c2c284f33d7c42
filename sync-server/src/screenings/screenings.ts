/** A manager's acts for whole screenings and their seats: withhold, offer again, cancel, move. */
export { type CancelAnswer, type CancelOrder, cancelScreening, makeRefundWork } from './cancel.ts';
export { makeImportWork } from './import-work.ts';
export { type MoveAnswer, type MoveOrder, moveScreening } from './move.ts';
export { type MovePlan, type MoveRefusal, type PlanAnswer, planMove } from './move-plan.ts';
export { makeTellWork, type TellDeps } from './tell-guests.ts';
export {
  type BlockAnswer,
  type BlockOrder,
  blockSeats,
  type RepairAnswer,
  type RepairOrder,
  setSeatAvailable,
  type UnblockAnswer,
  type UnblockOrder,
  unblockSeats,
} from './withhold.ts';
