import { DataSource, type DataSourceOptions, type EntitySchema } from 'typeorm';
import { migrations } from './migrations.ts';

export interface DataSourceChoice {
  /** `sqlite:<file>`, `sqlite::memory:`, `mysql://user:password@host:port/database` or `mariadb://…`. */
  url: string;
  entities?: readonly EntitySchema[];
}

/** Opens the server's database for TypeORM. Never synchronises: the schema comes from the migrations alone. */
export async function openDataSource({ url, entities = [] }: DataSourceChoice): Promise<DataSource> {
  const shared = {
    entities: [...entities],
    migrations: [...migrations],
    migrationsTableName: 'migrations',
    synchronize: false,
    logging: false,
  };
  return await new DataSource({ ...shared, ...readConnection(url) } as DataSourceOptions).initialize();
}

function readConnection(url: string): Partial<DataSourceOptions> {
  if (url.startsWith('sqlite:')) {
    return {
      type: 'better-sqlite3',
      database: url.slice('sqlite:'.length),
      enableWAL: url !== 'sqlite::memory:',
      timeout: 10_000,
    };
  }
  const { hostname, port, username, password, pathname } = new URL(url);
  return {
    type: 'mariadb',
    host: hostname,
    port: port === '' ? 3306 : Number(port),
    username: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
    // Without it, dates are stored in the zone of this process.
    timezone: 'Z',
    charset: 'utf8mb4',
    dateStrings: true,
    // Times in milliseconds stay far below 2^53, so they are numbers on both engines.
    bigNumberStrings: false,
  };
}

/** Brings the database to the newest schema and answers the names of the migrations that ran. */
export async function migrate(url: string): Promise<string[]> {
  const source = await openDataSource({ url });
  try {
    return await migrateAlone(source);
  } finally {
    await source.destroy();
  }
}

/** Several instances may start at once: on MySQL the first one migrates while the others wait. */
async function migrateAlone(source: DataSource): Promise<string[]> {
  const run = async () => (await source.runMigrations()).map((migration) => migration.name);
  if (source.options.type === 'better-sqlite3') return await run();
  const holder = source.createQueryRunner();
  try {
    const [answer] = await holder.query("SELECT GET_LOCK(CONCAT(DATABASE(), '.migrate'), 120) AS locked");
    if (Number(answer.locked) !== 1)
      throw new Error('another instance has been migrating this database for two minutes');
    return await run();
  } finally {
    await holder.query("DO RELEASE_LOCK(CONCAT(DATABASE(), '.migrate'))");
    await holder.release();
  }
}
