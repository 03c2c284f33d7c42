/** One ticket on a page of A6: what the usher and the guest look for is large. */
import { words } from '../words/languages.ts';
import { colours, drawCode, drawHead, drawPerforation, writeChips, writeField } from './look.ts';
import type { Paper, PaperTicket } from './paper.ts';
import { decorate, leftOf, type Pen, write } from './pen.ts';

export const ticketPageSize: [number, number] = [297.64, 419.53];
const margin = 18;
const width = ticketPageSize[0] - 2 * margin;
const headHeight = 126;
const tornAt = 230;
const codeSide = 130;

export function drawTicketPage(pen: Pen, paper: Paper, ticket: PaperTicket): void {
  drawHead(pen, headHeight);
  writeHead(pen, paper, ticket);
  writeWhen(pen, paper);
  writeWhere(pen, paper, ticket);
  drawPerforation(pen, tornAt);
  drawCode(pen, ticket, { x: margin - 10, y: tornAt + 6, side: codeSide });
  writeStub(pen, paper, ticket);
  writeTerms(pen, paper);
}

function writeHead(pen: Pen, paper: Paper, { number }: PaperTicket): void {
  const y = 20;
  write(pen, { x: margin, y, width: width * 0.62 }, [
    `${paper.cinema} · ${paper.city}`,
    { weight: 'bold', sizes: [9, 8, 7], colour: colours.lamp, direction: 'auto' },
  ]);
  write(pen, { x: margin + width * 0.64, y, width: width * 0.36 }, [
    number,
    { sizes: [9, 8, 7, 6], colour: colours.dim, align: 'end' },
  ]);
  const title = { weight: 'bold', sizes: [30, 27, 24, 21, 18, 15, 13], colour: colours.paper } as const;
  write(pen, { x: margin, y: 35, width, height: headHeight - 63 }, [
    paper.title,
    { ...title, direction: 'auto', as: 'H1', lineHeight: 1.16, atBottom: true },
  ]);
  writeChips(pen, paper, { x: margin, y: headHeight - 23, width });
}

function writeWhen(pen: Pen, { language, day, time }: Paper): void {
  const say = words[language];
  const y = headHeight + 9;
  const bold = { weight: 'bold', colour: colours.ink } as const;
  writeField(
    pen,
    { x: margin, y, width: 166 },
    {
      label: say.date,
      value: day,
      style: { ...bold, sizes: [13, 12, 11, 10], linesMax: 2, lineHeight: 1.2 },
    },
  );
  writeField(
    pen,
    { x: margin + 172, y, width: width - 172 },
    {
      label: say.time,
      value: time,
      style: { ...bold, sizes: [27], align: 'end' },
    },
  );
}

function writeWhere(pen: Pen, paper: Paper, { place }: PaperTicket): void {
  const { document } = pen;
  const box = { x: margin - 6, y: headHeight + 53, width: width + 12 };
  const say = words[paper.language];
  decorate(pen, () => document.roundedRect(leftOf(pen, box), box.y, box.width, 43, 6).fill(colours.warm));
  const bold = { weight: 'bold', colour: colours.ink } as const;
  const placeWidth = place.length === 1 ? 130 : 72;
  const venueWidth = width - placeWidth * place.length - 8;
  writeField(
    pen,
    { x: margin + 2, y: box.y + 4, width: venueWidth, height: 39 },
    {
      label: say.venue,
      value: paper.venue,
      style: {
        ...bold,
        sizes: [20, 17, 15, 13, 11, 9.5],

        lineHeight: 1.1,
        direction: 'auto',
      },
    },
  );
  place.forEach(({ label, value }, at) => {
    const x = margin + width - placeWidth * (place.length - at);
    writeField(
      pen,
      { x, y: box.y + 4, width: placeWidth - 4 },
      {
        label,
        value,
        style: { ...bold, sizes: [24, 20, 16, 13, 11, 9], align: 'end', direction: 'auto' },
      },
    );
  });
}

function writeStub(pen: Pen, paper: Paper, ticket: PaperTicket): void {
  const say = words[paper.language];
  const x = margin - 10 + codeSide + 4;
  const box = { x, width: margin + width - x };
  let y = tornAt + 16;
  const bold = { weight: 'bold', colour: colours.ink } as const;
  y += write(pen, { ...box, y }, [say.scan, { ...bold, sizes: [10.5, 10, 9.5, 9, 8.5, 8, 7.5, 7] }]) + 7;
  const classes = ticket.kind === null ? ticket.class : `${ticket.class} · ${ticket.kind}`;
  y += write(pen, { ...box, y }, [classes, { sizes: [9, 8, 7], colour: colours.ink, linesMax: 2 }]);
  y += write(pen, { ...box, y }, [ticket.price, { ...bold, sizes: [16, 14, 12], lineHeight: 1.35 }]);
  y += write(pen, { ...box, y }, [ticket.tax, { sizes: [7.5, 6.5], colour: colours.soft }]) + 6;
  const style = { ...bold, sizes: [11, 10, 9], direction: 'auto' } as const;
  const part = paper.pickUpCode === null ? box.width : box.width / 2;
  writeField(pen, { ...box, y, width: part }, { label: say.order, value: paper.orderKey, style });
  if (paper.pickUpCode !== null)
    writeField(pen, { x: box.x + part, y, width: part }, { label: say.pickUp, value: paper.pickUpCode, style });
  y += 25;
  write(pen, { ...box, y }, [`${say.booked} ${paper.booked}`, { sizes: [7, 6.5, 6], colour: colours.soft }]);
}

function writeTerms(pen: Pen, { language, terms }: Paper): void {
  const { document } = pen;
  const y = tornAt + codeSide + 8;
  const box = { x: margin, y, width };
  decorate(pen, () => {
    document
      .moveTo(margin, y - 2)
      .lineTo(margin + width, y - 2)
      .lineWidth(0.5)
      .stroke(colours.line);
  });
  const small = { colour: colours.soft, lineHeight: 1.28 };
  const height = write(pen, { ...box, y: y + 2 }, [
    words[language].wallet,
    { ...small, weight: 'bold', colour: colours.ink, sizes: [6.6, 6.2, 5.8], linesMax: 2 },
  ]);
  write(pen, { ...box, y: y + 4 + height, height: ticketPageSize[1] - 9 - (y + 4 + height) }, [
    terms,
    { ...small, sizes: [6.2, 5.8, 5.4, 5] },
  ]);
}
