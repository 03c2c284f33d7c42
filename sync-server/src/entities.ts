import { SaltEntity } from './accounts/Salt.entity.ts';
import { SessionEntity } from './accounts/Session.entity.ts';
import { SmsPinEntity } from './accounts/SmsPin.entity.ts';
import { UserEntity } from './accounts/User.entity.ts';
import { UserActionEntity } from './accounts/UserAction.entity.ts';
import { UserCinemaEntity } from './accounts/UserCinema.entity.ts';
import { AdmissionEntity } from './admissions/Admission.entity.ts';
import { BookingEntity } from './bookings/Booking.entity.ts';
import { BookingItemEntity } from './bookings/BookingItem.entity.ts';
import { HoldEntity } from './bookings/Hold.entity.ts';
import { RefundEntity } from './bookings/Refund.entity.ts';
import { RefundItemEntity } from './bookings/RefundItem.entity.ts';
import { RefundLineEntity } from './bookings/RefundLine.entity.ts';
import { RefundTenderEntity } from './bookings/RefundTender.entity.ts';
import { TicketEntity } from './bookings/Ticket.entity.ts';
import { CinemaEntity } from './catalogue/Cinema.entity.ts';
import { ClassificationEntity } from './catalogue/Classification.entity.ts';
import { ConcessionItemEntity } from './catalogue/ConcessionItem.entity.ts';
import { FilmClassificationEntity } from './catalogue/FilmClassification.entity.ts';
import { MovieEntity } from './catalogue/Movie.entity.ts';
import { PriceRuleEntity } from './catalogue/PriceRule.entity.ts';
import { ScreeningEntity } from './catalogue/Screening.entity.ts';
import { SeatsEntity } from './catalogue/Seats.entity.ts';
import { TimedPriceEntity } from './catalogue/TimedPrice.entity.ts';
import { VenueEntity } from './catalogue/Venue.entity.ts';
import { ChallengeEntity } from './devices/Challenge.entity.ts';
import { DeviceEntity } from './devices/Device.entity.ts';
import { ExceptionEntity } from './exceptions/Exception.entity.ts';
import { ChangeEntity } from './feed/Change.entity.ts';
import { IncarnationEntity } from './feed/Incarnation.entity.ts';
import { StreamEntity } from './feed/Stream.entity.ts';
import { JournalEntryEntity } from './journal/JournalEntry.entity.ts';
import { JournalForkEntity } from './journal/JournalFork.entity.ts';
import { LongActionEntity } from './long-actions/LongAction.entity.ts';
import { LongActionItemEntity } from './long-actions/LongActionItem.entity.ts';
import { FilmReturnEntity } from './money/FilmReturn.entity.ts';
import { FilmReturnLineEntity } from './money/FilmReturnLine.entity.ts';
import { OperationEntity } from './operations/Operation.entity.ts';
import { DrillEntity } from './outages/Drill.entity.ts';
import { DrillTerminalEntity } from './outages/DrillTerminal.entity.ts';
import { OutageEntity } from './outages/Outage.entity.ts';
import { OutageReportEntity } from './outages/OutageReport.entity.ts';
import { HouseLinesEntity } from './papers/HouseLines.entity.ts';
import { PaymentEntity } from './payments/Payment.entity.ts';
import { PaymentAttemptEntity } from './payments/PaymentAttempt.entity.ts';
import { ProviderEventEntity } from './payments/ProviderEvent.entity.ts';
import { VoidedChargeEntity } from './payments/VoidedCharge.entity.ts';
import { TicketCodeEntity } from './pick-up/TicketCode.entity.ts';
import { SeatPlaceEntity } from './rights/SeatPlace.entity.ts';
import { SeatRightEntity } from './rights/SeatRight.entity.ts';
import { ImportedShowEntity } from './screenings/ImportedShow.entity.ts';
import { CashMovementEntity } from './shifts/CashMovement.entity.ts';
import { ShiftEntity } from './shifts/Shift.entity.ts';
import { StaffEntity } from './staff/Staff.entity.ts';
import { TillLimitsEntity } from './staff/TillLimits.entity.ts';
import { EnrolmentCodeEntity } from './terminals/EnrolmentCode.entity.ts';
import { SupportBundleEntity } from './terminals/SupportBundle.entity.ts';
import { TerminalEntity } from './terminals/Terminal.entity.ts';
import { TerminalStatusEntity } from './terminals/TerminalStatus.entity.ts';
import { VoucherEntity } from './vouchers/Voucher.entity.ts';
import { VoucherMovementEntity } from './vouchers/VoucherMovement.entity.ts';
import { TicketPassEntity } from './wallet/TicketPass.entity.ts';

/** Every table of the server, for TypeORM. A test compares them with what the migrations make. */
export const entities = [
  CinemaEntity,
  VenueEntity,
  SeatsEntity,
  MovieEntity,
  ClassificationEntity,
  FilmClassificationEntity,
  ScreeningEntity,
  PriceRuleEntity,
  TimedPriceEntity,
  ConcessionItemEntity,
  UserEntity,
  SaltEntity,
  UserActionEntity,
  UserCinemaEntity,
  SessionEntity,
  SmsPinEntity,
  DeviceEntity,
  ChallengeEntity,
  HoldEntity,
  BookingEntity,
  BookingItemEntity,
  TicketEntity,
  TicketCodeEntity,
  TicketPassEntity,
  PaymentEntity,
  VoidedChargeEntity,
  PaymentAttemptEntity,
  ProviderEventEntity,
  RefundEntity,
  RefundLineEntity,
  RefundItemEntity,
  RefundTenderEntity,
  SeatRightEntity,
  SeatPlaceEntity,
  StreamEntity,
  ChangeEntity,
  IncarnationEntity,
  OperationEntity,
  TerminalEntity,
  EnrolmentCodeEntity,
  TerminalStatusEntity,
  SupportBundleEntity,
  DrillEntity,
  DrillTerminalEntity,
  OutageEntity,
  OutageReportEntity,
  JournalEntryEntity,
  JournalForkEntity,
  ExceptionEntity,
  StaffEntity,
  FilmReturnEntity,
  FilmReturnLineEntity,
  ShiftEntity,
  CashMovementEntity,
  AdmissionEntity,
  VoucherEntity,
  VoucherMovementEntity,
  LongActionEntity,
  LongActionItemEntity,
  ImportedShowEntity,
  TillLimitsEntity,
  HouseLinesEntity,
];
