import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { aCinemaSnapshot, aScreening, aVenueMap } from '@marquee/shared/testing/builders';
import { type BoxOffice, openBoxOffice } from '../testing/box-office.ts';

let office: BoxOffice;
beforeEach(() => {
  office = openBoxOffice();
});
afterEach(() => office.close());

const old = aVenueMap();
const seats = old.seats
  .slice(4, 7)
  .map((seat, index) => ({ ...seat, id: 1001 + index, row: 'K', label: `K${index + 1}` }));
const small = aVenueMap({ id: 2, name: 'Venue 2', seats });

/** Screening 1 was moved to venue 2: right 5 sits at 1002 and right 6 at 1001; nobody was given 1003. */
function move(): void {
  const moved = aScreening({
    venueId: 2,
    places: [
      { seatId: 5, placeId: 1002 },
      { seatId: 6, placeId: 1001 },
    ],
  });
  const screenings = [moved, aScreening({ id: 2 }), aScreening({ id: 3, venueId: 2 })];
  office.store.transaction(() => office.deps.catalogue.save(aCinemaSnapshot({ venues: [old, small], screenings })));
  office.deps.catalogue.reload();
}

test('each right of a moved screening is shown where it sits now; a free seat there is itself', () => {
  move();
  const { catalogue } = office.deps;
  expect(catalogue.venueOf(1)?.name).toBe('Venue 2');
  expect(catalogue.venueOf(1)?.seats.map((seat) => `${seat.id} ${seat.label}`)).toEqual(['6 K1', '5 K2', '1003 K3']);
  expect(catalogue.seatsOf(1).get(5)).toEqual({ ...seats[1], id: 5 });
});

test('a right that found no place there is not for sale', async () => {
  move();
  office.grant([5, 6, 7]);
  await expect(office.fillBasket([7])).rejects.toThrow('seat-taken');
});

test('what was held before the move is sold under its old right, with the new seat on the ticket', async () => {
  move();
  office.grant([5]);
  const basketId = await office.fillBasket([5]);
  expect(office.store.get('SELECT seat_id, seat_label FROM basket_line WHERE basket_id = ?', basketId)).toEqual({
    seat_id: 5,
    seat_label: 'K2',
  });
});

test('other screenings in either venue are as they were', () => {
  move();
  const { catalogue } = office.deps;
  expect(catalogue.venueOf(2)).toEqual(old);
  expect([...catalogue.seatsOf(3).keys()]).toEqual([1001, 1002, 1003]);
  expect([catalogue.venueOf(9), catalogue.seatsOf(9).size]).toEqual([undefined, 0]);
});
