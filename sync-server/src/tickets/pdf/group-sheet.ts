/** All tickets of a booking on a sheet of A4: what they share once, then a code for each seat. */
import { words } from '../words/languages.ts';
import { colours, drawCode, drawHead, writeChips, writeField } from './look.ts';
import type { Paper, PaperTicket } from './paper.ts';
import { type Box, decorate, leftOf, type Pen, write } from './pen.ts';

export const sheetSize: [number, number] = [595.28, 841.89];
export const ticketsPerSheet = 10;
const margin = 36;
const width = sheetSize[0] - 2 * margin;
const headHeight = 152;
const gridFrom = headHeight + 82;
const termsFrom = 784;
const gap = 12;
const cellWidth = (width - gap) / 2;

export function drawGroupSheet(pen: Pen, paper: Paper, tickets: readonly PaperTicket[]): void {
  drawHead(pen, headHeight);
  writeHead(pen, paper);
  writeWhen(pen, paper);
  const cells = listCells(tickets.length);
  cells.forEach((cell, at) => {
    const ticket = tickets[at];
    if (ticket) writeTicket(pen, ticket, cell);
  });
  writeTerms(pen, paper);
}

/** Where each ticket stands: two beside each other, and as high as there is room for, up to a third. */
export function listCells(tickets: number): (Box & { height: number })[] {
  const rows = Math.max(3, Math.ceil(tickets / 2));
  const height = (termsFrom - gridFrom - gap * rows) / rows;
  return Array.from({ length: tickets }, (_, at) => ({
    x: margin + (at % 2) * (cellWidth + gap),
    y: gridFrom + Math.floor(at / 2) * (height + gap),
    width: cellWidth,
    height,
  }));
}

function writeHead(pen: Pen, paper: Paper): void {
  write(pen, { x: margin, y: 30, width: width * 0.65 }, [
    `${paper.cinema} · ${paper.city}`,
    { weight: 'bold', sizes: [13, 11, 9], colour: colours.lamp, direction: 'auto' },
  ]);
  write(pen, { x: margin + width * 0.66, y: 30, width: width * 0.34 }, [
    `${words[paper.language].order} ${paper.orderKey}`,
    { sizes: [13, 11, 9], colour: colours.dim, align: 'end' },
  ]);
  const title = { weight: 'bold', sizes: [38, 34, 30, 26, 22, 19, 17], colour: colours.paper } as const;
  write(pen, { x: margin, y: 48, width, height: headHeight - 80 }, [
    paper.title,
    { ...title, direction: 'auto', as: 'H1', lineHeight: 1.14, atBottom: true },
  ]);
  writeChips(pen, paper, { x: margin, y: headHeight - 26, width });
}

function writeWhen(pen: Pen, paper: Paper): void {
  const say = words[paper.language];
  const y = headHeight + 12;
  const bold = { weight: 'bold', colour: colours.ink, lineHeight: 1.15 } as const;
  const sizes = [17, 15, 13, 11, 9] as const;
  const fields = [
    { label: say.date, value: paper.day, share: 0.29, sizes, linesMax: 2 },
    { label: say.time, value: paper.time, share: 0.16, sizes: [24] as const, linesMax: 1 },
    { label: say.venue, value: paper.venue, share: 0.22, sizes, linesMax: 2 },
    { label: say.total, value: paper.total, share: 0.15, sizes, linesMax: 1 },
    { label: say.pickUp, value: paper.pickUpCode ?? '', share: 0.18, sizes, linesMax: 1 },
  ].filter(({ value }) => value !== '');
  let x = margin;
  for (const { label, value, share, ...set } of fields) {
    const style = { ...bold, ...set, direction: 'auto' } as const;
    writeField(pen, { x, y, width: width * share - 8 }, { label, value, style });
    x += width * share;
  }
  const { document } = pen;
  decorate(pen, () => {
    document
      .moveTo(margin, gridFrom - 13)
      .lineTo(margin + width, gridFrom - 13)
      .lineWidth(0.8)
      .dash(3, { space: 3 })
      .stroke(colours.line);
  });
}

function writeTicket(pen: Pen, ticket: PaperTicket, cell: ReturnType<typeof listCells>[number]): void {
  const { document } = pen;
  const side = Math.min(cell.height - 4, 132);
  const box = { x: cell.x, width: cellWidth };
  decorate(pen, () => {
    document.roundedRect(leftOf(pen, box), cell.y, cellWidth, cell.height, 8).lineWidth(0.8).stroke(colours.line);
  });
  drawCode(pen, ticket, { x: cell.x + 4, y: cell.y + (cell.height - side) / 2, side });
  const x = cell.x + side + 6;
  const right = { x, width: cell.x + cellWidth - 10 - x };
  const bold = { weight: 'bold', colour: colours.ink } as const;
  let y = cell.y + (cell.height - 90) / 2;
  y += write(pen, { ...right, y }, [ticket.number, { sizes: [8, 7], colour: colours.soft }]) + 3;
  const part = right.width / ticket.place.length;
  ticket.place.forEach(({ label, value }, at) => {
    writeField(
      pen,
      { x: x + at * part, y, width: part - 4 },
      {
        label,
        value,
        style: { ...bold, sizes: [24, 20, 16, 13, 11, 9], direction: 'auto' },
      },
    );
  });
  y += 42;
  const classes = ticket.kind === null ? ticket.class : `${ticket.class} · ${ticket.kind}`;
  y += write(pen, { ...right, y }, [classes, { sizes: [9, 8, 7, 6], colour: colours.ink }]);
  y += write(pen, { ...right, y }, [ticket.price, { ...bold, sizes: [12] }]);
  write(pen, { ...right, y }, [ticket.tax, { sizes: [7, 6.5, 6], colour: colours.soft }]);
}

function writeTerms(pen: Pen, { language, terms, booked }: Paper): void {
  const say = words[language];
  const box = { x: margin, width };
  const bold = { weight: 'bold', sizes: [9, 8, 7], colour: colours.ink } as const;
  let y = termsFrom;
  y += write(pen, { ...box, y }, [`${say.scan}. ${say.wallet}`, bold]) + 1;
  y += write(pen, { ...box, y }, [terms, { sizes: [7.5, 7, 6.5], colour: colours.soft, linesMax: 3 }]);
  write(pen, { ...box, y: y + 1 }, [`${say.booked} ${booked}`, { sizes: [7], colour: colours.soft }]);
}
