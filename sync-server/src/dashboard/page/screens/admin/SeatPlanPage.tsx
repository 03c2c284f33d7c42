import '../../looks/seat-plan.css';
import { useState } from 'react';
import { useApp, useLoaded } from '../../app.ts';
import { Loading, RefusalNotice } from '../../parts/parts.tsx';
import { SeatPlanEditor } from './SeatPlanEditor.tsx';

export function SeatPlanPage({ id }: { id: number }) {
  const { api } = useApp();
  const [saved, setSaved] = useState(0);
  const venue = useLoaded(`plan ${id} ${saved}`, () => api.seatPlan(id));
  return (
    <>
      {venue.state === 'loading' && <Loading rows={12} />}
      {venue.state === 'refused' && <RefusalNotice refusal={venue.refusal} again={venue.again} />}
      {venue.state === 'here' && (
        <SeatPlanEditor key={venue.body.plan} venue={venue.body} onSaved={() => setSaved((n) => n + 1)} />
      )}
    </>
  );
}
