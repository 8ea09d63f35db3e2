import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { TurnBudget } from './turn-budget.ts';

function work(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

/** A request that works so long once it is let in; says which turn of the event loop that was. */
async function request(turns: TurnBudget, ms: number, turn: () => number, done: number[]): Promise<void> {
  const wait = turns.enter();
  if (wait !== null) await wait;
  work(ms);
  done.push(turn());
}

/** Counts turns of the event loop from 0 on. */
function countTurns() {
  let turn = 0;
  let counting = true;
  const count = async () => {
    while (counting) {
      await nextTurn();
      turn++;
    }
  };
  void count();
  return {
    turn: () => turn,
    stop: () => {
      counting = false;
    },
  };
}

test('what comes one by one never waits', async () => {
  const turns = new TurnBudget(5);
  for (let request = 0; request < 3; request++) {
    expect(turns.enter()).toBeNull();
    work(6);
    await nextTurn();
    await nextTurn();
  }
});

test('what comes in one turn is let in in its order, over as many turns as it takes', async () => {
  const turns = new TurnBudget(5);
  const { turn, stop } = countTurns();
  const done: number[] = [];
  const order: number[] = [];
  await Promise.all(
    Array.from({ length: 9 }, (_, number) => request(turns, 2, turn, done).then(() => order.push(number))),
  );
  stop();
  expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  // 2 ms each, 5 ms a turn: at most three in one.
  for (const each of new Set(done)) expect(done.filter((at) => at === each).length).toBeLessThanOrEqual(3);
});

test('who comes later does not overtake who waits', async () => {
  const turns = new TurnBudget(1);
  const order: string[] = [];
  const come = async (name: string) => {
    const wait = turns.enter();
    if (wait !== null) await wait;
    order.push(name);
    work(2);
  };
  const first = [come('a'), come('b'), come('c')];
  await nextTurn();
  await Promise.all([...first, come('d')]);
  expect(order).toEqual(['a', 'b', 'c', 'd']);
});
