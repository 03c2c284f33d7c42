import { Fragment } from 'react';

/** Short facts on one line. Each keeps its own direction, so that English ones stay in order in an Arabic line. */
export function Facts({ facts }: { facts: readonly string[] }) {
  return facts.map((fact, index) => (
    <Fragment key={fact}>
      {index > 0 && ' · '}
      <bdi>{fact}</bdi>
    </Fragment>
  ));
}
