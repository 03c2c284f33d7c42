import { EntitySchema } from 'typeorm';

export type LongActionState = 'running' | 'done' | 'failed';

/** Work that is carried out in steps, by whichever instance is there. */
export class LongAction {
  id!: string;
  kind!: string;
  cinemaId!: number;
  /** What it is about, where that is one screening. */
  screeningId!: number | null;
  state!: LongActionState;
  /** Items that are over, in the order of their numbers: also where the next step begins. */
  done!: number;
  total!: number;
  /** Grows with each write: whoever compares and sets it has the step. */
  step!: number;
  /** How often the next step has failed. */
  tries!: number;
  /** What all its items share. */
  subject!: unknown;
  madeBy!: string;
  startedAtMs!: number;
  endedAtMs!: number | null;
  /** Nobody looks after it before. */
  resumeAtMs!: number;
  error!: string | null;
}

export const LongActionEntity = new EntitySchema<LongAction>({
  name: 'LongAction',
  target: LongAction,
  tableName: 'long_action',
  columns: {
    id: { type: 'varchar', length: 32, primary: true },
    kind: { type: 'varchar', length: 40 },
    cinemaId: { type: 'int', name: 'cinema_id' },
    screeningId: { type: 'int', name: 'screening_id', nullable: true },
    state: { type: 'varchar', length: 12 },
    done: { type: 'int' },
    total: { type: 'int' },
    step: { type: 'int' },
    tries: { type: 'int' },
    subject: { type: 'json' },
    madeBy: { type: 'varchar', length: 80, name: 'made_by' },
    startedAtMs: { type: 'bigint', name: 'started_at_ms' },
    endedAtMs: { type: 'bigint', name: 'ended_at_ms', nullable: true },
    resumeAtMs: { type: 'bigint', name: 'resume_at_ms' },
    error: { type: 'varchar', length: 200, nullable: true },
  },
  indices: [
    { name: 'ix_long_action_due', columns: ['state', 'resumeAtMs'] },
    { name: 'ix_long_action_cinema', columns: ['cinemaId', 'startedAtMs'] },
    { name: 'ix_long_action_screening', columns: ['screeningId', 'startedAtMs'] },
  ],
  foreignKeys: [
    { name: 'fk_long_action_cinema', target: 'Cinema', columnNames: ['cinemaId'], referencedColumnNames: ['id'] },
    {
      name: 'fk_long_action_screening',
      target: 'Screening',
      columnNames: ['screeningId'],
      referencedColumnNames: ['id'],
    },
  ],
});
