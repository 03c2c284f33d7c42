import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { startsAtMs } from '../testing/builders.ts';
import {
  type GateKnowledge,
  type GateRuling,
  judgeTicket,
  type ScannedTicket,
  type SeatAdmission,
  type SeatCopy,
} from './judge-ticket.ts';
import { tellLine } from './ticket-issue.ts';

const minuteMs = 60_000;
const doorsMs = startsAtMs - 10 * minuteMs;

/** Sold by terminal 17 under hand-out 5 of this seat. */
function aTicket(fields: Partial<ScannedTicket['fields']> = {}, rest: Partial<ScannedTicket> = {}): ScannedTicket {
  return {
    fields: {
      terminal: 17,
      seq: 40,
      line: 1,
      screeningId: 1,
      seatId: 5,
      version: 5,
      ticketClass: 'adult',
      startsAtMs,
      ...fields,
    },
    ofServer: fields.terminal === 0,
    signature: 'good',
    ...rest,
  };
}
const idOf = ({ fields: { terminal, seq, line } }: ScannedTicket) => ({ terminal, seq, line });
const sold = (ticket: ScannedTicket, change: Partial<SeatCopy> = {}): SeatCopy => ({
  state: 'sold',
  version: ticket.fields.version,
  holder: ticket.ofServer ? 0 : ticket.fields.terminal,
  ticket: idOf(ticket),
  coveredSeq: ticket.fields.seq,
  ...change,
});
const known = (change: Partial<GateKnowledge> = {}): GateKnowledge => ({
  seat: null,
  admissions: [],
  screening: { startsAtMs, endsAtMs: startsAtMs + 120 * minuteMs, isHere: true },
  online: true,
  nowMs: doorsMs,
  opensBeforeMs: 60 * minuteMs,
  ...change,
});
const admitted = (ticket: ScannedTicket, change: Partial<SeatAdmission> = {}): SeatAdmission => ({
  ticket: idOf(ticket),
  version: ticket.fields.version,
  gate: 9,
  atMs: doorsMs - minuteMs,
  ...change,
});

const mine = aTicket();
const mineOfServer = aTicket({ terminal: 0, seq: 900 });
const passedOn = aTicket({ terminal: 0, seq: 900, line: tellLine(1, 1) });
const later = aTicket({ seq: 60 });
const offline = { online: false };

describe('a gate says', () => {
  test.each<[string, ScannedTicket, Partial<GateKnowledge>, Partial<GateRuling>]>([
    ['valid to the ticket that its copy names', mine, { seat: sold(mine) }, { verdict: 'valid', named: true }],
    [
      'valid to the named ticket of a revoked key',
      aTicket({}, { signature: 'revoked' }),
      { seat: sold(mine) },
      { verdict: 'valid', named: true },
    ],
    [
      'to the desk, to every other ticket of a revoked key',
      aTicket({ seq: 60 }, { signature: 'revoked' }),
      { seat: sold(mine) },
      { verdict: 'to-desk', why: 'key-revoked' },
    ],
    ['forged to a wrong signature', aTicket({}, { signature: 'forged' }), { seat: sold(mine) }, { verdict: 'forged' }],
    ['forged to an unknown key, if it would know it', aTicket({}, { signature: 'unknown' }), {}, { verdict: 'forged' }],
    [
      'to the desk, to an unknown key without a network: a terminal may be new',
      aTicket({}, { signature: 'unknown' }),
      offline,
      { verdict: 'to-desk', why: 'key-unknown' },
    ],
    [
      'broken right to an older hand-out of the seat',
      mine,
      { seat: sold(aTicket({ terminal: 18, seq: 3, version: 6 })) },
      { verdict: 'broken-right', named: false },
    ],
    [
      'broken right to a terminal that doesn’t hold the seat under this hand-out',
      later,
      { seat: sold(mine, { state: 'granted', ticket: null, holder: 18, coveredSeq: 0 }) },
      { verdict: 'broken-right' },
    ],
    [
      'refunded to a ticket whose entry is in the copy, and which isn’t named there',
      mine,
      { seat: sold(mine, { state: 'granted', ticket: null }) },
      { verdict: 'refunded', passedOn: false },
    ],
    [
      'refunded to the voided ticket of a seat that its terminal sold again',
      mine,
      { seat: sold(later) },
      { verdict: 'refunded' },
    ],
    [
      'refunded to a voided ticket where the mark lags behind the name',
      mine,
      { seat: sold(later, { coveredSeq: 0 }) },
      { verdict: 'refunded' },
    ],
    [
      'valid to a later entry of the holder: it is not in the copy yet',
      later,
      { seat: sold(mine, { state: 'granted', ticket: null }) },
      { verdict: 'valid', named: false },
    ],
    [
      'valid to a later entry of a terminal that was broken, whose key is good',
      later,
      { seat: sold(mine, { state: 'quarantined', ticket: null }) },
      { verdict: 'valid', named: false },
    ],
    [
      'valid to an unknown newer hand-out without a network',
      aTicket({ seq: 60, version: 6 }),
      { ...offline, seat: sold(mine) },
      { verdict: 'valid', named: false },
    ],
    ['valid without a network where nothing is known of the seat', mine, offline, { verdict: 'valid', named: false }],
    [
      'to the desk, to an unknown newer hand-out when it follows the server',
      aTicket({ seq: 60, version: 6 }),
      { seat: sold(mine) },
      { verdict: 'to-desk', why: 'not-known-yet' },
    ],
    ['to the desk, where it follows the server and nothing is known of the seat', mine, {}, { verdict: 'to-desk' }],
    [
      'refunded to a ticket of the server that isn’t named under its hand-out',
      mineOfServer,
      { ...offline, seat: sold(mineOfServer, { state: 'free', ticket: null }) },
      { verdict: 'refunded', passedOn: false },
    ],
    [
      'refunded to a ticket of the server from an earlier hand-out',
      mineOfServer,
      { seat: sold(aTicket({ version: 6 })) },
      { verdict: 'refunded' },
    ],
    [
      'refunded to a ticket that was passed on, and that it lives on',
      mineOfServer,
      { seat: sold(passedOn) },
      { verdict: 'refunded', passedOn: true },
    ],
    ['valid to the ticket that was passed on', passedOn, { seat: sold(passedOn) }, { verdict: 'valid', named: true }],
    [
      'valid to one that was passed on since its copy, without a network',
      passedOn,
      { ...offline, seat: sold(mineOfServer) },
      { verdict: 'valid', named: false },
    ],
    [
      'to the desk, to the same when it follows the server',
      passedOn,
      { seat: sold(mineOfServer) },
      { verdict: 'to-desk', why: 'not-known-yet' },
    ],
    [
      'already used to a ticket that is in, and where and when it came in',
      mine,
      { seat: sold(mine), admissions: [admitted(mine)] },
      { verdict: 'already-used', gate: 9, atMs: doorsMs - minuteMs, named: true },
    ],
    [
      'already used to a ticket that was passed on after its first owner had come in',
      passedOn,
      { seat: sold(passedOn), admissions: [admitted(mineOfServer)] },
      { verdict: 'already-used' },
    ],
    [
      'to the desk, to a ticket that it can’t place while somebody else is in for this seat',
      later,
      { seat: sold(mine), admissions: [admitted(mine)] },
      { verdict: 'to-desk', why: 'seat-taken' },
    ],
    [
      'refunded to the named ticket once the same terminal’s later one is in',
      mine,
      { seat: sold(mine), admissions: [admitted(later)] },
      { verdict: 'refunded', named: true },
    ],
    [
      'valid to the named ticket although an earlier one came in before that was known',
      later,
      { seat: sold(later), admissions: [admitted(mine)] },
      { verdict: 'valid', named: true },
    ],
    [
      'wrong screening where the programme doesn’t have it',
      mine,
      { seat: sold(mine), screening: null },
      { verdict: 'wrong-screening' },
    ],
    [
      'too late to a screening that left the programme',
      mine,
      { screening: null, nowMs: startsAtMs + 5 * 60 * minuteMs },
      { verdict: 'too-late' },
    ],
    [
      'wrong screening to one that other gates lead to',
      mine,
      { seat: sold(mine), screening: { startsAtMs, endsAtMs: startsAtMs + 1, isHere: false } },
      { verdict: 'wrong-screening', named: true },
    ],
    [
      'too early, and from when on',
      mine,
      { seat: sold(mine), nowMs: startsAtMs - 61 * minuteMs },
      { verdict: 'too-early', opensAtMs: startsAtMs - 60 * minuteMs },
    ],
    [
      'valid from the very minute on',
      mine,
      { seat: sold(mine), nowMs: startsAtMs - 60 * minuteMs },
      { verdict: 'valid' },
    ],
    [
      'valid to somebody who comes late',
      mine,
      { seat: sold(mine), nowMs: startsAtMs + 119 * minuteMs },
      { verdict: 'valid' },
    ],
    [
      'too late when the film has ended',
      mine,
      { seat: sold(mine), nowMs: startsAtMs + 120 * minuteMs },
      { verdict: 'too-late' },
    ],
    [
      'refunded rather than too early: the guest is to know now',
      mine,
      { seat: sold(mine, { state: 'free', ticket: null, holder: 0 }), nowMs: startsAtMs - 120 * minuteMs },
      { verdict: 'refunded' },
    ],
  ])('%s', (_what, ticket, change, ruling) => {
    expect(judgeTicket(ticket, known(change))).toMatchObject(ruling);
  });
});

describe('whatever was sold and told', () => {
  const terminal = fc.constantFrom(0, 17, 18);
  const fields = fc.record({
    terminal,
    seq: fc.integer({ min: 1, max: 6 }),
    line: fc.constantFrom(1, 2, tellLine(1, 1), tellLine(1, 2)),
    version: fc.integer({ min: 1, max: 3 }),
  });
  const ticket = fc
    .tuple(fields, fc.constantFrom('good' as const, 'good' as const, 'revoked' as const))
    .map(([some, signature]) => aTicket(some, { signature }));
  const seat: fc.Arbitrary<SeatCopy | null> = fc.option(
    fc
      .record({
        state: fc.constantFrom('free' as const, 'granted' as const, 'sold' as const, 'quarantined' as const),
        version: fc.integer({ min: 0, max: 3 }),
        holder: terminal,
        named: fields,
        coveredSeq: fc.integer({ min: 0, max: 6 }),
      })
      .map(({ named, ...copy }) => ({
        ...copy,
        holder: copy.state === 'sold' ? named.terminal : copy.holder,
        ticket: copy.state === 'sold' ? { terminal: named.terminal, seq: named.seq, line: named.line } : null,
      })),
    { freq: 4 },
  );

  test('of the tickets of one seat a gate admits one at most while its copy stands still', () => {
    fc.assert(
      fc.property(fc.array(ticket, { maxLength: 6 }), seat, fc.boolean(), (tickets, copy, online) => {
        // A name is of the version that the copy tells.
        const honest = tickets.filter(
          ({ fields: each }) =>
            !(copy?.ticket && copy.ticket.terminal === each.terminal && copy.ticket.seq === each.seq) ||
            each.version === copy.version,
        );
        const admissions: SeatAdmission[] = [];
        for (const each of honest) {
          const { verdict } = judgeTicket(each, known({ seat: copy, admissions, online }));
          if (verdict === 'valid') admissions.push(admitted(each));
        }
        expect(admissions.length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 3000 },
    );
  });

  test('the named ticket passes in its time, unless it or its like is in already', () => {
    fc.assert(
      fc.property(ticket, fc.boolean(), fc.integer({ min: 0, max: 179 }), (named, online, minute) => {
        const nowMs = startsAtMs - 60 * minuteMs + minute * minuteMs;
        const ruling = judgeTicket(named, known({ seat: sold(named), online, nowMs }));
        expect(ruling).toEqual({ verdict: 'valid', named: true });
      }),
    );
  });

  test('of a revoked key nothing passes but what is named', () => {
    fc.assert(
      fc.property(ticket, seat, fc.boolean(), (each, copy, online) => {
        const ruling = judgeTicket({ ...each, signature: 'revoked' }, known({ seat: copy, online }));
        expect(ruling.verdict === 'valid' && !ruling.named).toBe(false);
      }),
    );
  });

  test('what was admitted once is not admitted again, with or without a network', () => {
    fc.assert(
      fc.property(ticket, seat, fc.boolean(), (each, copy, online) => {
        const ruling = judgeTicket(each, known({ seat: copy, online, admissions: [admitted(each)] }));
        expect(ruling.verdict).toBe('already-used');
      }),
    );
  });
});
