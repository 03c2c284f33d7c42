import '../../looks/catalogue.css';
import { useState } from 'react';
import { useApp, useLoaded } from '../../app.ts';
import type { ManagedVenue } from '../../calls/catalogue.ts';
import { Icon } from '../../parts/Icon.tsx';
import { Count, Empty, Loading, RefusalNotice } from '../../parts/parts.tsx';
import { pathTo, readRoute, useHash } from '../../route.ts';
import { seatKinds } from '../../seat-plan/plan.ts';
import { SeatPlanPage } from './SeatPlanPage.tsx';
import { VenueDialog } from './VenueDialog.tsx';

/** The venues of a cinema, or the seats of the one that the address names. */
export function VenuesPage() {
  const route = readRoute(useHash());
  const id = 'page' in route ? /-(\d+)$/.exec(route.page ?? '')?.[1] : undefined;
  return id === undefined ? <VenueList /> : <SeatPlanPage key={id} id={Number(id)} />;
}

function VenueList() {
  const { api, words, cinema, isAdmin } = useApp();
  const venues = useLoaded(`venues ${cinema.id}`, () => api.managedVenues(cinema.id));
  const [open, setOpen] = useState<ManagedVenue | 'new' | null>(null);
  const loadMore = async (cursor: string) => {
    const answer = await api.managedVenues(cinema.id, cursor);
    if (answer.ok)
      venues.change((body) => ({ venues: [...body.venues, ...answer.body.venues], next: answer.body.next }));
  };
  return (
    <>
      <div className="head">
        <h1>{words.t('venues.title')}</h1>
        {isAdmin && (
          <button type="button" className="button primary" onClick={() => setOpen('new')} data-testid="new-venue">
            <Icon name="plus" />
            {words.t('venues.new')}
          </button>
        )}
      </div>
      {!isAdmin && <p className="muted chain-note">{words.t('venues.chain')}</p>}
      {venues.state === 'loading' && <Loading rows={6} />}
      {venues.state === 'refused' && <RefusalNotice refusal={venues.refusal} again={venues.again} />}
      {venues.state === 'here' &&
        (venues.body.venues.length === 0 ? (
          <Empty title={words.t('venues.none')}>{words.t('venues.none.more')}</Empty>
        ) : (
          <VenueTable venues={venues.body.venues} onOpen={setOpen} />
        ))}
      {venues.state === 'here' && venues.body.next && (
        <button type="button" className="button more" onClick={() => void loadMore(venues.body.next ?? '')}>
          {words.t('more')}
        </button>
      )}
      {open !== null && (
        <VenueDialog venue={open === 'new' ? null : open} onClose={() => setOpen(null)} onDone={venues.again} />
      )}
    </>
  );
}

function VenueTable({ venues, onOpen }: { venues: readonly ManagedVenue[]; onOpen: (venue: ManagedVenue) => void }) {
  const { words, cinema } = useApp();
  return (
    <div className="table-frame">
      <table data-testid="venues">
        <thead>
          <tr>
            <th scope="col">{words.t('venues.name')}</th>
            <th scope="col">{words.t('venues.category')}</th>
            <th scope="col" className="number">
              {words.t('venues.seats')}
            </th>
            {seatKinds.map((kind) => (
              <th key={kind} scope="col" className="number">
                {words.t(`kinds.${kind}`)}
              </th>
            ))}
            <th scope="col" className="number">
              {words.t('venues.coming')}
            </th>
            <th scope="col">
              <span className="unseen">{words.t('terminals.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {venues.map((venue) => (
            <tr key={venue.id} data-testid={`venue-${venue.id}`}>
              <td>
                <b>{venue.name}</b>
              </td>
              <td className="muted">{venue.category}</td>
              <td className="number">
                <b>{words.number(seatKinds.reduce((sum, kind) => sum + (venue.seats[kind] ?? 0), 0))}</b>
              </td>
              {seatKinds.map((kind) => (
                <td key={kind} className="number">
                  <Count value={venue.seats[kind] ?? 0} />
                </td>
              ))}
              <td className="number">
                <Count value={venue.screenings} />
              </td>
              <td className="venue-actions">
                <a className="button small" href={pathTo('admin', cinema.id, '', `venues-${venue.id}`)}>
                  {words.t('venues.map')}
                </a>
                <button type="button" className="link" onClick={() => onOpen(venue)}>
                  {words.t('terminals.rename')}
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
