import '../../looks/people.css';
import { useState } from 'react';
import { useApp, useLoaded, useNews } from '../../app.ts';
import { writeCsv } from '../../parts/csv.ts';
import { Icon } from '../../parts/Icon.tsx';
import { Badge, Empty, Loading, RefusalNotice } from '../../parts/parts.tsx';
import type { StaffMember } from '../../people-types.ts';
import { saveFile } from '../../platform.ts';
import { LimitsCard } from './LimitsCard.tsx';
import { LeaveDialog, PersonDialog, PinDialog } from './StaffDialogs.tsx';

type Asking = { what: 'new' } | { what: 'edit' | 'pin' | 'leave'; member: StaffMember } | null;

export function StaffPage() {
  const { api, words, cinema } = useApp();
  const staff = useLoaded(`staff ${cinema.id}`, () => api.staff(cinema.id));
  useNews({ programme: staff.again, returned: staff.again });
  const [isWorking, setWorking] = useState(true);
  const [asking, setAsking] = useState<Asking>(null);
  const all = staff.state === 'here' ? staff.body.staff : [];
  const rows = all.filter(({ active }) => active === isWorking);
  const close = () => setAsking(null);
  const finish = () => {
    setAsking(null);
    staff.again();
  };
  return (
    <>
      <div className="head">
        <h1>{words.t('staff.title')}</h1>
        <div className="tabs">
          {[true, false].map((each) => (
            <button key={String(each)} type="button" aria-pressed={isWorking === each} onClick={() => setWorking(each)}>
              {words.t(each ? 'staff.working' : 'staff.left')}
            </button>
          ))}
        </div>
        {all.length > 0 && (
          <button type="button" className="button small" onClick={() => saveStaff(all)}>
            <Icon name="save" />
            {words.t('csv')}
          </button>
        )}
        <button
          type="button"
          className="button primary"
          data-testid="new-person"
          onClick={() => setAsking({ what: 'new' })}
        >
          <Icon name="plus" />
          {words.t('staff.new')}
        </button>
      </div>
      <p className="note">{words.t('staff.lead')}</p>
      {staff.state === 'loading' && <Loading />}
      {staff.state === 'refused' && <RefusalNotice refusal={staff.refusal} again={staff.again} />}
      {staff.state === 'here' && rows.length === 0 && (
        <Empty title={words.t(isWorking ? 'staff.none' : 'staff.none-left')}>
          {isWorking && words.t('staff.none.more')}
        </Empty>
      )}
      {rows.length > 0 && <StaffTable rows={rows} onAsk={(what, member) => setAsking({ what, member })} />}
      <LimitsCard />
      {asking?.what === 'new' && <PersonDialog member={null} onClose={close} onDone={finish} />}
      {asking?.what === 'edit' && <PersonDialog member={asking.member} onClose={close} onDone={finish} />}
      {asking?.what === 'pin' && <PinDialog member={asking.member} onClose={close} />}
      {asking?.what === 'leave' && <LeaveDialog member={asking.member} onClose={close} onDone={finish} />}
    </>
  );
}

interface StaffTableProps {
  rows: readonly StaffMember[];
  onAsk: (what: 'edit' | 'pin' | 'leave', member: StaffMember) => void;
}

function StaffTable({ rows, onAsk }: StaffTableProps) {
  const { words } = useApp();
  return (
    <div className="table-frame narrow">
      <table data-testid="staff">
        <thead>
          <tr>
            <th scope="col">{words.t('staff.name')}</th>
            <th scope="col">{words.t('staff.role')}</th>
            <th scope="col">{words.t('rules.actions')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((member) => (
            <tr key={member.id} data-testid={`member-${member.id}`}>
              <td>
                <b>{member.name}</b>
              </td>
              <td>
                <Badge tone={member.role === 'manager' ? 'good' : 'quiet'}>
                  {words.t(`staff.role.${member.role}`)}
                </Badge>
              </td>
              <td>
                <span className="row-actions">
                  <button type="button" className="link" onClick={() => onAsk('edit', member)}>
                    {words.t('staff.edit')}
                  </button>
                  <button
                    type="button"
                    className="link"
                    onClick={() => onAsk('pin', member)}
                    data-testid={`pin-${member.id}`}
                  >
                    {words.t('staff.pin')}
                  </button>
                  <button
                    type="button"
                    className={member.active ? 'link danger' : 'link'}
                    onClick={() => onAsk('leave', member)}
                  >
                    {words.t(member.active ? 'staff.leave' : 'staff.return')}
                  </button>
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function saveStaff(staff: readonly StaffMember[]): void {
  const lines = staff.map(({ id, name, role, active }) => [id, name, role, active ? 'yes' : 'no']);
  saveFile('staff.csv', writeCsv([['number', 'name', 'role', 'works here'], ...lines]));
}
