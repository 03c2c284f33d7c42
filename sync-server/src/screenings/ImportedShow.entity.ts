import { EntitySchema } from 'typeorm';

/** Which screening of a cinema is the show that its theatre-management system calls so. */
export class ImportedShow {
  cinemaId!: number;
  showId!: string;
  screeningId!: number;
}

export const ImportedShowEntity = new EntitySchema<ImportedShow>({
  name: 'ImportedShow',
  target: ImportedShow,
  tableName: 'imported_show',
  columns: {
    cinemaId: { type: 'int', name: 'cinema_id', primary: true },
    showId: { type: 'varchar', length: 64, name: 'show_id', primary: true },
    screeningId: { type: 'int', name: 'screening_id' },
  },
  indices: [{ name: 'ux_imported_show_screening', columns: ['screeningId'], unique: true }],
  foreignKeys: [
    { name: 'fk_imported_show_cinema', target: 'Cinema', columnNames: ['cinemaId'], referencedColumnNames: ['id'] },
    {
      name: 'fk_imported_show_screening',
      target: 'Screening',
      columnNames: ['screeningId'],
      referencedColumnNames: ['id'],
    },
  ],
});
