/** A manager's acts for whole screenings and their seats: withhold, offer again, cancel, move. */
export { type MoveAnswer, type MoveOrder, type MovePlan, moveScreening, type PlanAnswer, planMove } from './move.ts';
export {
  type BlockAnswer,
  type BlockOrder,
  blockSeats,
  type CancelAnswer,
  type CancelOrder,
  cancelScreening,
  type RepairAnswer,
  type RepairOrder,
  setSeatAvailable,
  type UnblockAnswer,
  type UnblockOrder,
  unblockSeats,
} from './withhold.ts';
