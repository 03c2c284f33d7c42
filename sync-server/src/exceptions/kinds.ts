/**
 * The kinds of exceptions, what each means, and what a manager can do about it. The words are for a manager who was
 * called away from something else: what has happened, whether anybody is owed anything, and what to do now.
 */

/** What can be done, as the button says it, and what it does. Those with an effect carry it out in the same transaction. */
export const settlements = {
  noted: { label: 'Settle', effect: 'Closes the case with your note. Nothing else changes.' },
  'apply-again': {
    label: 'Read it again',
    effect: 'Reads the stored entry once more and carries it out, as if it came in now.',
  },
  apply: {
    label: 'Carry out the entries',
    effect: 'Carries out everything that this terminal sent after it was closed.',
  },
  refund: {
    label: 'Prepare the refund',
    effect: 'Notes the exact price of these tickets to be paid back, once; what is in a refund already stays there.',
  },
} as const;
export type SettlementId = keyof typeof settlements;

interface KindDescription {
  title: string;
  meaning: string;
  settlements: readonly SettlementId[];
}

export const exceptionKinds = {
  'sale-contradicts-right': {
    title: 'A seat was sold that was not this terminal’s to sell',
    meaning:
      'The terminal sold a seat that somebody else holds by now. The customer has paid and may come with a ticket that is not valid. Give them another seat, or their money back.',
    settlements: ['refund', 'noted'],
  },
  'sale-for-unknown-screening': {
    title: 'A sale for a screening that is not in the programme',
    meaning:
      'The server knows neither the screening nor all of its seats. The sale is kept whole, with what was paid; find out from the terminal what was sold.',
    settlements: ['noted'],
  },
  'sale-for-cancelled-screening': {
    title: 'Sold although the screening is cancelled',
    meaning:
      'The terminal was offline and did not know of the cancellation. The refund of its tickets is prepared; tell the customers if you can reach them.',
    settlements: ['noted'],
  },
  'sale-of-blocked-seat': {
    title: 'A withheld seat was sold',
    meaning:
      'The seat is broken or kept by the house, and the terminal sold it before it heard of that. The ticket is valid: give the customer another seat, or their money back.',
    settlements: ['refund', 'noted'],
  },
  'sold-seat-blocked': {
    title: 'A sold seat is withheld',
    meaning:
      'The seat was sold before it was taken out of use. Its ticket is valid: give the customer another seat, or their money back.',
    settlements: ['refund', 'noted'],
  },
  'sale-after-override': {
    title: 'A seat was sold that had been taken back by hand',
    meaning:
      'A manager freed this seat without the word of the terminal that held it; that terminal had sold it after all. Nobody else got it meanwhile, so its ticket is valid.',
    settlements: ['noted'],
  },
  'return-contradicts-right': {
    title: 'A seat was handed back by a terminal that does not hold it',
    meaning: 'Nothing was moved and nobody has paid. If it repeats, have the terminal looked at.',
    settlements: ['noted'],
  },
  'refund-contradicts-ticket': {
    title: 'Tickets were refunded that were not this terminal’s to refund',
    meaning:
      'The terminal paid money out for tickets that are not valid any more, or that it had released. The payment is recorded; see whether the money went out twice.',
    settlements: ['noted'],
  },
  'entries-wait': {
    title: 'Entries of a stolen terminal wait',
    meaning:
      'This terminal was closed as stolen and has sent entries since. They are kept, and nothing was moved. Carry them out if the machine was in honest hands when it made them.',
    settlements: ['apply', 'noted'],
  },
  'holdings-differ': {
    title: 'Terminal and server disagree about what the terminal holds',
    meaning:
      'With everything sent and received, both should name the same seats. The screenings are listed. Hand everything back by a planned shutdown of that terminal, and call the technician.',
    settlements: ['noted'],
  },
  'stream-lost': {
    title: 'The server has forgotten changes that it had told',
    meaning:
      'The database has lost what it had confirmed, as after a backup was restored or its disk lied. The terminal has stopped what is affected. Call the technician before anything is sold there.',
    settlements: ['noted'],
  },
  'journal-lost': {
    title: 'The server has forgotten sales that it had confirmed',
    meaning:
      'The terminal has kept them and sends them again. Check afterwards that its sales are complete, and call the technician: the database has lost what it had confirmed.',
    settlements: ['noted'],
  },
  'screening-moved-without-place': {
    title: 'No place for a seat in the new venue',
    meaning:
      'The screening was moved, and the new venue has no fitting seat for this one. If it is sold, its ticket is valid: give the customer a seat by hand, or their money back.',
    settlements: ['refund', 'noted'],
  },
  'late-capture': {
    title: 'Money came in for seats that could not be sold any more',
    meaning:
      'A phone’s payment was captured when its seats had been given up, or withheld meanwhile. The money goes back by itself, and no ticket was made. If the customer asks: it is on its way.',
    settlements: ['noted'],
  },
  'refund-failed': {
    title: 'A provider does not pay back',
    meaning:
      'A phone’s money could not be given back in all this time. It is still tried. Pay it back in the provider’s own pages, then settle this.',
    settlements: ['noted'],
  },
  'refund-refused': {
    title: 'A provider refuses to pay back',
    meaning:
      'The payment provider will not give this money back to the card, and says why. Nothing was paid. The refund is prepared again: pay it out at the desk, or agree on a way with the customer.',
    settlements: ['noted'],
  },
  'refund-bounced': {
    title: 'A refund to a card has come back',
    meaning:
      'The payment provider had taken this refund, and the customer’s bank did not: the money is with the provider again. Pay it back in the provider’s own pages or at the desk, then settle this.',
    settlements: ['noted'],
  },
  'shift-disagrees': {
    title: 'A shift’s report and its records disagree',
    meaning:
      'What the till printed at the end of this shift is not what its sales, refunds and cash movements come to here. Only what differs is shown. Compare the printed report with both sides; look first whether another exception of this till explains it.',
    settlements: ['noted'],
  },
  'stored-charge-declined': {
    title: 'A card approved without its bank was declined afterwards',
    meaning:
      'The card reader had no bank and approved this sale by its own rules. When it sent the charge on, the bank refused it: the cinema has not got this money, and the tickets were given out. Give no money back for them: refunds that the server prepares come to no more than what else was paid, and those not yet paid out were cut to it. If the film has not begun, the seats’ guests can be asked to pay another way; otherwise write it off. If it repeats, have terminals refuse stored charges (READER_OFFLINE=refuse).',
    settlements: ['noted'],
  },
  'forward-of-unknown-charge': {
    title: 'News of a charge that is not known here',
    meaning:
      'A terminal says what a bank made of a stored card charge, but its sale has no such charge that still waits. No payment was changed. Compare the amount with the acquirer’s statement, and call the technician if it repeats.',
    settlements: ['noted'],
  },
  'entry-malformed': {
    title: 'An entry could not be read',
    meaning:
      'The terminal wrote something that this version of the server does not understand. It is kept whole and moved nothing. After an update of the server it can be read again.',
    settlements: ['apply-again', 'noted'],
  },
  'journal-forked': {
    title: 'A terminal’s past exists in two versions',
    meaning:
      'Its disk was copied or put back to an earlier state. What differs is stored apart, whole, since customers may have paid for it. Stop that terminal, and enrol it anew.',
    settlements: ['noted'],
  },
  'ticket-used-twice': {
    title: 'Two gates have let the same ticket in',
    meaning:
      'One of them had no network when the other let it in, so two people came in with one ticket. Look at that seat; a copy of the ticket is about.',
    settlements: ['noted'],
  },
  'ended-ticket-admitted': {
    title: 'A ticket came in that was not valid any more',
    meaning:
      'It had been refunded, exchanged or passed on, and the gate had not heard of that. Somebody sits there with old paper; its seat may be sold again.',
    settlements: ['noted'],
  },
  'used-ticket-refunded': {
    title: 'A ticket was refunded with which somebody had come in',
    meaning:
      'The till had not heard that a gate had let this ticket in, and paid its money out. Somebody may be in that seat without having paid; it may be sold again.',
    settlements: ['noted'],
  },
  'scan-by-no-gate': {
    title: 'A terminal that is no gate says that it let people in',
    meaning:
      'Only gates judge tickets. What this terminal tells is kept in its journal and lets nobody in. Have the machine looked at, or close it as stolen.',
    settlements: ['noted'],
  },
  'sale-known-from-paper': {
    title: 'A ticket came in whose sale the server has not heard of',
    meaning:
      'The ticket is genuine, and the terminal that sold it has not sent that sale yet. This case closes itself when the sale arrives. If it stays open, bring that terminal online or recover its journal.',
    settlements: ['noted'],
  },
  'voucher-contradicts': {
    title: 'A voucher was spent that was not this terminal’s to spend',
    meaning:
      'The terminal took a gift voucher as payment that somebody else holds or has spent, or for more than is left on it. The sale stands and nothing was taken off the voucher: the cinema bears that amount, or agrees on it with the customer.',
    settlements: ['noted'],
  },
  'voucher-spent-after-take-back': {
    title: 'A voucher was spent that had been taken back by hand',
    meaning:
      'A manager took this gift voucher from its terminal without its word; that terminal had spent it after all. Nobody else had it meanwhile, so the amount was taken off, and the sale is good.',
    settlements: ['noted'],
  },
  'voucher-return-contradicts': {
    title: 'A voucher was handed back by a terminal that does not hold it',
    meaning: 'Nothing was moved and nobody has paid. If it repeats, have the terminal looked at.',
    settlements: ['noted'],
  },
  'voucher-refund-contradicts': {
    title: 'Money could not go back to a voucher',
    meaning:
      'A terminal refunded a sale to a gift voucher that is void or unknown, or that would have more on it than was paid for it. Nothing was put on it: give the customer another voucher if the money is theirs.',
    settlements: ['noted'],
  },
  'refund-requested': {
    title: 'A customer asks for money back',
    meaning:
      'A till could not undo these tickets, since another terminal or the server holds them. The tickets are still valid, nothing was paid back, and the customer has a slip. Decide, and let the customer know.',
    settlements: ['refund', 'noted'],
  },
  'terminal-cloned': {
    title: 'Two machines use one terminal’s identity',
    meaning:
      'A token was shown that had been used already: there is a copy of this terminal’s disk. Find both machines; close the terminal as stolen if one is not in your hands.',
    settlements: ['noted'],
  },
} as const satisfies Record<string, KindDescription>;

export type ExceptionKind = keyof typeof exceptionKinds;

const isKnown = (kind: string): kind is ExceptionKind => Object.hasOwn(exceptionKinds, kind);

/** A kind that a later version has written is shown too. */
export function describeKind(kind: string): KindDescription {
  return isKnown(kind)
    ? exceptionKinds[kind]
    : { title: kind, meaning: 'A later version of Marquee has written this.', settlements: ['noted'] };
}
