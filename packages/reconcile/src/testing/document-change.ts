/** For tests: a desired document as the loop is told of it. */
import type { PartChange, PartDocument } from '../documents.ts';
import { basePart } from '../parts.ts';

export function documentChange(document: PartDocument, revision: number): PartChange {
  return { part: partOf(document), revision, state: { kind: 'document', document } };
}

/** What a document is of. */
export function partOf(document: PartDocument): string {
  switch (document.kind) {
    case 'base':
    case 'group':
      return basePart;
    case 'routes':
      return document.engine;
    case 'service':
    case 'names':
    case 'wide ip':
      return document.service;
    default:
      return document satisfies never;
  }
}
