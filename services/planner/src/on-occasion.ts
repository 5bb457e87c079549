/** Documents of which everything is planned on an occasion, whatever they are about. */
import type { Planned } from './keep-planned.ts';
import type { Occasion } from './occasion.ts';
import type { DoubtedDocuments } from './watch-engines.ts';

export function plannedOn<Target>(occasion: Occasion, documents: Planned<Target>['documents']): Planned<Target>['documents'] {
  return {
    read: (batch) => occasion.read(batch, () => documents.read(batch)),
    takeOver: (now) => occasion.takeOver(() => documents.takeOver(now)),
    follow: (batch, now) => occasion.follow(batch, () => documents.follow(batch, now)),
    catchUp: (now) => {
      let left: 'more' | 'done' = 'done';
      occasion.begin('time', () => {
        left = documents.catchUp(now);
      });
      return left;
    },
    purgeable: (target, now) => documents.purgeable(target, now),
    purge: (target, heard, now) => documents.purge(target, heard, now),
  };
}

export function doubtedOn(occasion: Occasion, documents: DoubtedDocuments): DoubtedDocuments {
  return {
    engines: documents.engines,
    doubt: (engine, doubted, now) => occasion.begin(`doubt ${engine}`, () => documents.doubt(engine, doubted, now)),
    hear: (batch, now) => occasion.begin('monitors', () => documents.hear(batch, now)),
  };
}
