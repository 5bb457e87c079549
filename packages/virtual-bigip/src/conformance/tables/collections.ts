/** Envelopes, collections and queries. */

import { type Ask, type Group, isNumber, ok, refused } from '../case.ts';

const pool = (name: string, partition = 'T'): Ask => ['POST', 'ltm/pool', { name, partition }];
const three = [pool('c'), pool('a'), pool('b', 'Common')];

export const collections: readonly Group[] = [
  {
    name: 'collection',
    cases: [
      { it: 'that is empty has no items', by: 'iControl REST: queries', ask: ['GET', 'ltm/pool'], gets: { status: 200, exactly: { kind: 'tm:ltm:pool:poolcollectionstate', selfLink: 'https://localhost/mgmt/tm/ltm/pool?ver=17.1.2' } } },
      { it: 'is in the order of full paths', by: 'iControl REST: queries', given: three, ask: ['GET', 'ltm/pool/'], gets: ok({ items: [{ fullPath: '/Common/b' }, { fullPath: '/T/a' }, { fullPath: '/T/c' }] }) },
      {
        it: 'repeats the query, its items do not',
        by: 'iControl REST: queries',
        given: three,
        ask: ['GET', 'ltm/pool?expandSubcollections=true'],
        gets: ok({ selfLink: 'https://localhost/mgmt/tm/ltm/pool?expandSubcollections=true&ver=17.1.2', items: [{ selfLink: 'https://localhost/mgmt/tm/ltm/pool/~Common~b?ver=17.1.2' }, {}, {}] }),
      },
      { it: 'is filtered by partition', by: 'iControl REST: queries', given: three, ask: ['GET', 'ltm/pool?$filter=partition+eq+T'], gets: ok({ items: [{ fullPath: '/T/a' }, { fullPath: '/T/c' }] }) },
      { it: 'is filtered by nothing else', by: 'iControl REST: queries', ask: ['GET', 'ltm/pool?$filter=name+eq+a'], gets: { status: 400 } },
      { it: 'of selected properties has only those', by: 'iControl REST: queries', given: [pool('a')], ask: ['GET', 'ltm/pool?$select=name,loadBalancingMode'], gets: ok({ items: [{ name: 'a', loadBalancingMode: 'round-robin' }] }) },
      {
        it: 'is told by the page',
        by: 'iControl REST: queries',
        given: three,
        ask: ['GET', 'ltm/pool?$top=2'],
        gets: ok({ currentItemCount: 2, itemsPerPage: 2, pageIndex: 1, startIndex: 1, totalItems: 3, totalPages: 2, nextLink: 'https://localhost/mgmt/tm/ltm/pool?%24top=2&%24skip=2&ver=17.1.2', items: [{ name: 'b' }, { name: 'a' }] }),
      },
      {
        it: 'ends with a page without a next',
        by: 'iControl REST: queries',
        given: three,
        ask: ['GET', 'ltm/pool?%24top=2&%24skip=2'],
        gets: ok({ currentItemCount: 1, pageIndex: 2, startIndex: 3, totalItems: 3, items: [{ name: 'c' }] }, 'nextLink'),
      },
      {
        it: 'keeps its filter in the next link',
        by: 'iControl REST: queries',
        given: three,
        ask: ['GET', 'ltm/pool?$filter=partition+eq+T&$top=1'],
        gets: ok({ totalItems: 2, nextLink: 'https://localhost/mgmt/tm/ltm/pool?$filter=partition+eq+T&%24top=1&%24skip=1&ver=17.1.2' }),
      },
      {
        it: 'of a path that is none is not registered',
        by: 'iControl REST: queries',
        ask: ['GET', 'ltm/pols'],
        gets: { status: 404, exactly: { code: 404, message: 'Public URI path not registered: /tm/ltm/pols', referer: '127.0.0.1', restOperationId: isNumber, kind: ':resterrorresponse' } },
      },
      {
        it: 'of collections says what is below',
        by: 'iControl REST: queries',
        ask: ['GET', 'ltm/data-group'],
        gets: ok({
          kind: 'tm:ltm:data-group:data-groupcollectionstate',
          items: [{ reference: { link: 'https://localhost/mgmt/tm/ltm/data-group/internal?ver=17.1.2' } }, { reference: { link: 'https://localhost/mgmt/tm/ltm/data-group/external?ver=17.1.2' } }],
        }),
      },
      { it: 'can not be deleted', by: 'icrd: methods', ask: ['DELETE', 'ltm/pool'], gets: refused(403, 1, 'Operation is not supported on component /ltm/pool.') },
    ],
  },
  {
    name: 'item',
    cases: [
      { it: 'of selected properties has only those', by: 'iControl REST: queries', given: [pool('a')], ask: ['GET', 'ltm/pool/~T~a?$select=name'], gets: { status: 200, exactly: { name: 'a' } } },
      { it: 'told for another version has it in its links', by: 'iControl REST: queries', given: [pool('a')], ask: ['GET', 'ltm/pool/~T~a?ver=13.1.0'], gets: ok({ selfLink: 'https://localhost/mgmt/tm/ltm/pool/~T~a?ver=13.1.0' }) },
      { it: 'without a partition in its path is in Common', by: 'iControl REST: queries', given: [pool('b', 'Common')], ask: ['GET', 'ltm/pool/b'], gets: ok({ fullPath: '/Common/b' }) },
      { it: 'can be asked with a slash at the end', by: 'iControl REST: queries', given: [pool('a')], ask: ['GET', 'ltm/pool/~T~a/'], gets: ok({ name: 'a' }) },
      { it: 'from bad JSON is refused and the connection closed', by: 'iControl REST: queries', ask: ['POST', 'ltm/pool', '{"name":'], gets: refused(400, 1, 'Found invalid JSON body in the request.') },
      {
        it: 'from a body that is not declared as JSON is refused',
        by: 'iControl REST: queries',
        ask: ['POST', 'ltm/pool', { name: 'p' }, { 'content-type': 'application/x-www-form-urlencoded' }],
        gets: refused(400, 1, 'Found invalid content-type. Content-Type must be application/json.'),
      },
      { it: 'from a list is refused', by: 'iControl REST: queries', ask: ['POST', 'ltm/pool', '[]'], gets: refused(400, 1, 'Found invalid JSON body in the request.') },
    ],
  },
];
