/** What is asked again while nobody answers, and what becomes of the other answers. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { askAgain } from './ask-again.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Questions, each of which the test answers. */
function questions() {
  const asked: PromiseWithResolvers<string>[] = [];
  const ask = () => {
    const question = Promise.withResolvers<string>();
    asked.push(question);
    return question.promise;
  };
  return { asked, ask };
}

test('what is answered soon is asked once', async () => {
  const { asked, ask } = questions();
  const answer = askAgain(ask);
  await vi.advanceTimersByTimeAsync(100);
  asked[0]?.resolve('yes');
  expect(await answer).toBe('yes');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(asked).toHaveLength(1);
});

test('the first answer counts, whichever question it is to, and late ones are left', async () => {
  const { asked, ask } = questions();
  const left: string[] = [];
  const answer = askAgain(ask, { leave: (late) => left.push(late) });
  await vi.advanceTimersByTimeAsync(1000);
  expect(asked).toHaveLength(3);
  asked[1]?.resolve('second');
  expect(await answer).toBe('second');
  asked[0]?.resolve('first');
  asked[2]?.reject(new Error('time-out'));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(left).toEqual(['first']);
  expect(asked).toHaveLength(3);
});

test('an error is an answer', async () => {
  const { asked, ask } = questions();
  const answer = askAgain(ask);
  asked[0]?.reject(new Error('there is none'));
  await expect(answer).rejects.toThrow('there is none');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(asked).toHaveLength(1);
});

test('where the question must not be asked twice in vain, it is asked again only once a later one was answered', async () => {
  const { asked, ask } = questions();
  const later = questions();
  const answer = askAgain(ask, { isOvertaken: () => later.ask().then(() => true) });
  await vi.advanceTimersByTimeAsync(2000);
  expect([asked.length, later.asked.length]).toEqual([1, 1]);
  later.asked[0]?.resolve('there');
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).toHaveLength(2);
  asked[1]?.resolve('second');
  expect(await answer).toBe('second');
});

test('what is answered while the later question is not is asked once', async () => {
  const { asked, ask } = questions();
  const later = questions();
  const answer = askAgain(ask, { isOvertaken: () => later.ask().then(() => true) });
  await vi.advanceTimersByTimeAsync(500);
  asked[0]?.resolve('first');
  later.asked[0]?.resolve('there');
  expect(await answer).toBe('first');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(asked).toHaveLength(1);
});
