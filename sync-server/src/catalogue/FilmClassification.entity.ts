import { EntitySchema } from 'typeorm';

/** That a film is of a genre. */
export class FilmClassification {
  movieId!: number;
  classificationId!: number;
}

export const FilmClassificationEntity = new EntitySchema<FilmClassification>({
  name: 'FilmClassification',
  target: FilmClassification,
  tableName: 'film_classification',
  columns: {
    movieId: { type: 'int', name: 'movie_id', primary: true },
    classificationId: { type: 'int', name: 'classification_id', primary: true },
  },
  indices: [{ name: 'ix_film_classification_classification', columns: ['classificationId'] }],
  foreignKeys: [
    { name: 'fk_film_classification_movie', target: 'Movie', columnNames: ['movieId'], referencedColumnNames: ['id'] },
    {
      name: 'fk_film_classification_classification',
      target: 'Classification',
      columnNames: ['classificationId'],
      referencedColumnNames: ['id'],
    },
  ],
});
