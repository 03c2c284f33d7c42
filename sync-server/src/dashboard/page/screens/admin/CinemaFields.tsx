import { useApp } from '../../app.ts';
import type { CinemaDetails } from '../../calls/catalogue.ts';
import { Field } from '../../parts/parts.tsx';

const names = ['name', 'city', 'latitude', 'longitude', 'scoreTenths', 'information'] as const;
export type CinemaDraft = Record<(typeof names)[number], string>;

export const emptyCinema: CinemaDraft = {
  name: '',
  city: '',
  latitude: '',
  longitude: '',
  scoreTenths: '',
  information: '',
};

export const writeCinema = (cinema: CinemaDetails): CinemaDraft => ({
  name: cinema.name,
  city: cinema.city,
  latitude: String(cinema.latitude),
  longitude: String(cinema.longitude),
  scoreTenths: cinema.scoreTenths === null ? '' : String(cinema.scoreTenths / 10),
  information: cinema.information,
});

export const readCinema = (draft: CinemaDraft) => ({
  name: draft.name.trim(),
  city: draft.city.trim(),
  latitude: Number(draft.latitude),
  longitude: Number(draft.longitude),
  scoreTenths: draft.scoreTenths.trim() === '' ? null : Math.round(Number(draft.scoreTenths) * 10),
  information: draft.information,
});

const isWithin = (text: string, max: number): boolean => text.trim() !== '' && Math.abs(Number(text)) <= max;

export const isComplete = ({ name, city, latitude, longitude }: CinemaDraft): boolean =>
  name.trim() !== '' && city.trim() !== '' && isWithin(latitude, 90) && isWithin(longitude, 180);

interface CinemaFieldsProps {
  draft: CinemaDraft;
  onChange: (draft: CinemaDraft) => void;
  isFixed?: boolean;
}

export function CinemaFields({ draft, onChange, isFixed = false }: CinemaFieldsProps) {
  const { words } = useApp();
  const input = (name: keyof CinemaDraft, rest: { type?: string; max?: number; hint?: string } = {}) => (
    <Field label={words.t(`cinema.${name}`)} {...(rest.hint === undefined ? {} : { hint: rest.hint })}>
      {(id) => (
        <input
          id={id}
          type={rest.type ?? 'text'}
          step="any"
          maxLength={rest.max}
          value={draft[name]}
          disabled={isFixed}
          data-testid={`cinema-${name}`}
          onChange={(event) => onChange({ ...draft, [name]: event.target.value })}
        />
      )}
    </Field>
  );
  return (
    <>
      <div className="pair">
        {input('name', { max: 120 })}
        {input('city', { max: 80 })}
      </div>
      <div className="triple">
        {input('latitude', { type: 'number' })}
        {input('longitude', { type: 'number' })}
        {input('scoreTenths', { type: 'number' })}
      </div>
      <Field label={words.t('cinema.information')} hint={words.t('cinema.information.hint')}>
        {(id) => (
          <textarea
            id={id}
            rows={4}
            maxLength={8000}
            value={draft.information}
            disabled={isFixed}
            data-testid="cinema-information"
            onChange={(event) => onChange({ ...draft, information: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}
