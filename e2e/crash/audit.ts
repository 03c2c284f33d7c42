/** I1 to I5 of the design, from the files alone. Each problem is a line; none is what the tests expect. */
import { chainInput, chainStart, type JournalEntry } from '@marquee/shared/protocol/journal';
import { sha256Hex, verifySignature } from '@marquee/sync-server/platform/keys';
import type { PaidOrder } from '../demo/guests.ts';
import type { KioskFiles, SeatRow, ServerFiles } from './books.ts';

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);
const repeats = (names: readonly string[]): string[] => names.filter((name, at) => names.indexOf(name) !== at);

export function audit(server: ServerFiles, kiosks: readonly KioskFiles[], orders: readonly PaidOrder[]): string[] {
  return [
    ...findDoubleTickets(server, kiosks),
    ...kiosks.flatMap((kiosk) => [
      ...findLostSales(server, kiosk, orders),
      ...compareChains(server, kiosk),
      ...countMoney(server, kiosk),
      ...comparePictures(server, kiosk),
      ...compareCharges(server, kiosk),
    ]),
    ...server.exceptions.map(({ kind, detail }) => `an exception: ${kind} ${detail}`),
  ];
}

/** I1: at most one valid ticket a seat, on the server, on all the kiosks together, and on the seat's own row. */
function findDoubleTickets(server: ServerFiles, kiosks: readonly KioskFiles[]): string[] {
  const here = server.tickets.filter((ticket) => ticket.valid).map(({ screening, seat }) => `${screening} ${seat}`);
  const there = kiosks
    .flatMap((kiosk) => kiosk.tickets)
    .filter((ticket) => ticket.state === 'valid')
    .map(({ screening, seat }) => `${screening} ${seat}`);
  const tickets = new Map(
    server.tickets.map((ticket) => [`${ticket.terminal} ${ticket.seq} ${ticket.toldLine}`, ticket]),
  );
  const wrongSeats = server.seats.filter((row) => {
    if (row.state !== 'sold') return false;
    const ticket = tickets.get(`${row.ticketTerminal} ${row.ticketSeq} ${row.ticketLine}`);
    return !(ticket?.valid && ticket.seat === row.seat && ticket.screening === row.screening);
  });
  const sold = server.seats.filter((row) => row.state === 'sold').length;
  return [
    ...repeats(here).map((seat) => `I1: seat ${seat} has two valid tickets on the server`),
    ...repeats(there).map((seat) => `I1: seat ${seat} was ticketed twice at the kiosks`),
    ...wrongSeats.map((row) => `I1: seat ${row.screening} ${row.seat} is sold by no ticket`),
    ...(sold === here.length ? [] : [`I1: ${sold} seats are sold, by ${here.length} valid tickets`]),
  ];
}

/** I2: what was told as paid is on the kiosk's disk and on the server, once. */
function findLostSales(server: ServerFiles, kiosk: KioskFiles, orders: readonly PaidOrder[]): string[] {
  const told = orders.filter((order) => order.kiosk.name === kiosk.name);
  const here = new Map(kiosk.sales.map((sale) => [sale.seq, sale.total]));
  const bookings = server.bookings.filter((booking) => booking.terminal === kiosk.terminal);
  const there = new Map(bookings.map((booking) => [booking.seq, booking.total]));
  return [
    ...repeats(bookings.map((booking) => String(booking.seq))).map((seq) => `I2: ${kiosk.name} ${seq} is booked twice`),
    ...repeats(told.map((order) => String(order.seq))).map((seq) => `I2: ${kiosk.name} ${seq} was told to two guests`),
    ...told
      .filter(({ seq, totalMinor }) => here.get(seq) !== totalMinor || there.get(seq) !== totalMinor)
      .map(
        ({ orderKey, seq }) =>
          `I2: ${orderKey} was told as paid: ${here.get(seq)} here, ${there.get(seq)} on the server`,
      ),
    ...kiosk.sales
      .filter(({ seq, total }) => there.get(seq) !== total)
      .map(({ seq }) => `I2: sale ${seq} of ${kiosk.name} is not on the server`),
    ...(bookings.length === kiosk.sales.length ? [] : [`I2: the server has bookings that ${kiosk.name} never made`]),
  ];
}

/** Dense, chained, signed, acknowledged to the end, and the same on both sides. */
function compareChains(server: ServerFiles, kiosk: KioskFiles): string[] {
  const row = server.terminals.find((terminal) => terminal.terminal === kiosk.terminal);
  const there = server.entries.filter((entry) => entry.terminal === kiosk.terminal);
  const last = kiosk.entries.at(-1);
  const text = (entries: readonly JournalEntry[]) => entries.map((entry) => `${entry.seq} ${entry.hash}`).join(' ');
  return [
    ...checkChain(kiosk.name, kiosk.entries, row?.publicKey ?? ''),
    ...(text(there) === text(kiosk.entries) ? [] : [`the chains of ${kiosk.name} and the server differ`]),
    ...there
      .filter((entry) => entry.state !== 'applied')
      .map((entry) => `entry ${entry.seq} of ${kiosk.name} is ${entry.state}`),
    ...(row?.acked === last?.seq && row?.chain === last?.hash ? [] : [`${kiosk.name} has not drained: ${row?.acked}`]),
    ...(kiosk.acked === last?.seq ? [] : [`${kiosk.name} does not know that it has drained: ${kiosk.acked}`]),
    ...(kiosk.counter <= (last?.seq ?? 0) ? [] : [`the counter of ${kiosk.name} is ahead of its journal`]),
  ];
}

function checkChain(name: string, entries: readonly JournalEntry[], publicKey: string): string[] {
  let previous = chainStart;
  const problems: string[] = [];
  for (const [index, entry] of entries.entries()) {
    const isNext = entry.seq === index + 1 && entry.hash === sha256Hex(chainInput(previous, entry));
    const isSigned = verifySignature(
      publicKey,
      Buffer.from(entry.hash, 'hex'),
      Buffer.from(entry.signature, 'base64url'),
    );
    if (!isNext || !isSigned) problems.push(`entry ${entry.seq} of ${name} does not follow, or is not signed`);
    previous = entry.hash;
  }
  return problems;
}

/** I3: tenders = tickets, sale by sale, and by kind of tender on both sides. */
function countMoney(server: ServerFiles, kiosk: KioskFiles): string[] {
  const problems: string[] = [];
  const tickets = server.tickets.filter((ticket) => ticket.terminal === kiosk.terminal);
  const tenders = server.tenders.filter((tender) => tender.terminal === kiosk.terminal);
  for (const { seq, total } of kiosk.sales) {
    const sides = [
      sum(tickets.filter((ticket) => ticket.seq === seq).map((ticket) => ticket.price)),
      sum(tenders.filter((tender) => tender.seq === seq).map((tender) => tender.amount)),
      sum(kiosk.tenders.filter((tender) => tender.seq === seq).map((tender) => tender.amount)),
    ];
    if (sides.some((side) => side !== total)) problems.push(`I3: sale ${seq} of ${kiosk.name} is ${total}: ${sides}`);
  }
  for (const kind of ['cash', 'card']) {
    const [here, there] = [kiosk.tenders, tenders].map((side) =>
      sum(side.filter((tender) => tender.kind === kind).map((tender) => tender.amount)),
    );
    if (here !== there) problems.push(`I3: ${kind} at ${kiosk.name} is ${here}, on the server ${there}`);
  }
  return problems;
}

const describeSeat = (row: SeatRow) =>
  [row.state, row.version, row.holder, row.ticketTerminal, row.ticketSeq, row.ticketLine].join(' ');

/** I4: what a kiosk holds is what the server says it holds, and its picture of each seat is the server's. */
function comparePictures(server: ServerFiles, kiosk: KioskFiles): string[] {
  const rows = new Map(server.seats.map((row) => [`${row.screening} ${row.seat}`, row]));
  const granted = server.seats
    .filter((row) => row.state === 'granted' && row.holder === kiosk.terminal)
    .map((row) => `${row.screening} ${row.seat} ${row.version}`)
    .sort();
  const held = kiosk.held.map((row) => `${row.screening} ${row.seat} ${row.version}`).sort();
  const wrong = kiosk.pictures.filter((picture) => {
    const row = rows.get(`${picture.screening} ${picture.seat}`);
    return row === undefined || describeSeat(row) !== describeSeat(picture);
  });
  return [
    ...(held.join() === granted.join()
      ? []
      : [`I4: ${kiosk.name} holds ${held.length} seats, the server says ${granted.length}`]),
    ...wrong.slice(0, 3).map((picture) => `I4: ${kiosk.name} sees seat ${picture.screening} ${picture.seat} otherwise`),
  ];
}

/** I5: captured = sold or voided, attempt by attempt, at the reader, on the kiosk's disk and on the server. */
function compareCharges(server: ServerFiles, kiosk: KioskFiles): string[] {
  const problems: string[] = [];
  const sold = new Map(kiosk.tenders.flatMap(({ attempt, amount }) => (attempt ? [[attempt, amount]] : [])));
  const booked = new Map(
    server.tenders
      .filter((tender) => tender.terminal === kiosk.terminal)
      .flatMap(({ attempt, amount }) => (attempt ? [[attempt, amount]] : [])),
  );
  const voided = new Map(server.voided.map(({ attempt, amount }) => [attempt, amount]));
  const captured = new Set<string>();
  for (const { attemptId, amountMinor, outcome } of kiosk.network) {
    if (outcome === 'approved') {
      captured.add(attemptId);
      if (sold.get(attemptId) !== amountMinor || booked.get(attemptId) !== amountMinor)
        problems.push(
          `I5: ${attemptId} was captured and is sold ${sold.get(attemptId)}, booked ${booked.get(attemptId)}`,
        );
    }
    // Nothing was charged where the void came first: there is nothing to report.
    if (outcome === 'voided' && amountMinor > 0 && voided.get(attemptId) !== amountMinor)
      problems.push(`I5: ${attemptId} was captured and voided, the server knows ${voided.get(attemptId)}`);
  }
  for (const attempt of sold.keys())
    if (!captured.has(attempt)) problems.push(`I5: ${attempt} is sold and was never captured`);
  const open = kiosk.charges.filter(({ state }) => ['charging', 'approved', 'voiding'].includes(state));
  problems.push(...open.map(({ attempt, state }) => `I5: ${attempt} is still ${state}`));
  const cardSales = kiosk.tenders.filter(({ kind, attempt }) => kind === 'card' && attempt === null);
  problems.push(...cardSales.map(({ seq }) => `I5: sale ${seq} of ${kiosk.name} has a card without an attempt`));
  return problems;
}
