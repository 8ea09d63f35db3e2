import { promptsOf, type SamplePrompt } from './sample-prompt.ts';

const EDITOR = 'You are a coding assistant in an editor. Answer with code and at most two sentences.';

/** Code, from one-liners to design: what spreads over all buckets. */
export const CODE_PROMPTS: readonly SamplePrompt[] = [
  ...promptsOf(
    'ide',
    [
      'Rename `usr` to `user` in this function:\n```js\nfunction greet(usr) {\n  return "Hello, " + usr.name;\n}\n```',
      'Add a docstring:\n```python\ndef clamp(x, lo, hi):\n    return max(lo, min(hi, x))\n```',
      'Why does this print undefined?\n```js\nconst total = [1, 2, 3].forEach((n) => n * 2);\nconsole.log(total);\n```',
      'Write a regex that matches a German postcode at the start of a line.',
      'One-line shell command: count the files under src that contain the word TODO.',
      'Convert this to async/await:\n```js\nfetch(url).then((r) => r.json()).then(show).catch(report);\n```',
      'What does `git rebase --onto main feature~3 feature` do?',
      'Write a unit test for this with vitest:\n```ts\nexport const isLeap = (y: number) => (y % 4 === 0 && y % 100 !== 0) || y % 400 === 0;\n```',
      'TypeScript says "Object is possibly undefined" here, how do I fix it properly?\n```ts\nconst first = users.find((u) => u.active).name;\n```',
      'Turn this SQL into one that does not return duplicates:\n```sql\nSELECT c.name FROM customers c JOIN orders o ON o.customer_id = c.id WHERE o.total > 100;\n```',
      'Explain this line: `const { data: [head, ...tail] = [] } = response;`',
      'Write a CSS rule that keeps the footer at the bottom when the page is short.',
      'Make this loop a comprehension:\n```python\nout = []\nfor row in rows:\n    if row["ok"]:\n        out.append(row["id"])\n```',
      'Schreibe eine Funktion in Rust, die prüft, ob ein String ein Palindrom ist, ohne ihn zu kopieren.',
      "Écris une requête SQL qui donne, par mois, le nombre de nouveaux clients et le chiffre d'affaires.",
    ],
    { system: EDITOR },
  ),
  ...promptsOf(
    'ide',
    [
      'This Go program deadlocks now and then. Find out why and fix it:\n```go\nfunc run(jobs []Job) []Result {\n\tch := make(chan Result)\n\tvar wg sync.WaitGroup\n\tfor _, j := range jobs {\n\t\twg.Add(1)\n\t\tgo func() { defer wg.Done(); ch <- j.Do() }()\n\t}\n\twg.Wait()\n\tclose(ch)\n\tvar out []Result\n\tfor r := range ch { out = append(out, r) }\n\treturn out\n}\n```',
      'Refactor this so that it can be tested without a clock and without a network, and show the tests:\n```python\ndef refresh():\n    if time.time() - STATE["at"] > 300:\n        STATE["rates"] = requests.get(URL, timeout=3).json()\n        STATE["at"] = time.time()\n    return STATE["rates"]\n```',
      "The query takes nine seconds on 40 million rows. Read the plan and propose indexes or a rewrite, with the reason for each:\n```\nSort  (cost=912233..912301 rows=27110)\n  ->  Hash Join\n        Hash Cond: (e.account_id = a.id)\n        ->  Seq Scan on events e  (rows=40011233)\n              Filter: ((kind = 7) AND (at >= now() - interval '30 days'))\n        ->  Hash\n              ->  Seq Scan on accounts a  (rows=310022)\n```",
      'Write an LRU cache with a time to live in TypeScript: O(1) get and set, no timers, and a size limit in bytes rather than entries. Include the edge cases in tests.',
      'Port this to a streaming parser that never holds more than one record in memory:\n```js\nconst records = JSON.parse(fs.readFileSync("dump.json", "utf8")).items.map(clean);\n```',
      'Implement a rate limiter as a sliding window log and as a token bucket, and say when each is unfair.',
      'Our React list of 50,000 rows stutters while it receives 200 updates a second. What would you change first, second and third, and how would you measure each?',
      'Write a parser for arithmetic expressions with + - * / ^, unary minus and parentheses in about eighty lines of C, with correct associativity, and explain the grammar.',
      'Design the schema and the locking for a seat reservation service where two people must never get the same seat and an abandoned basket frees its seats after eight minutes.',
      'Here is a flaky test. It fails about once in two hundred runs on a busy machine. Say what the race is and make it deterministic:\n```ts\nit("debounces", async () => {\n  const calls: number[] = [];\n  const f = debounce((n: number) => calls.push(n), 20);\n  f(1); f(2);\n  await sleep(25);\n  expect(calls).toEqual([2]);\n});\n```',
      'Prove that this lock-free queue is linearisable, or show the interleaving that breaks it: enqueue does a compare-and-swap on tail.next and then on tail; dequeue does a compare-and-swap on head and does not help a lagging tail.',
      'Write a migration plan from one Postgres database to four shards by tenant, without downtime, with a way back at each step.',
    ],
    { system: EDITOR },
  ),
  ...promptsOf('cli', [
    'explain: tar: Error is not recoverable: exiting now',
    'kubectl get pods shows CrashLoopBackOff and the log is empty, what next?',
    'write a systemd unit that restarts /opt/feed/run.sh with a delay of 5 s',
    'bash: rename all *.jpeg to *.jpg in this folder, spaces in names',
    'what is the difference between ENTRYPOINT and CMD',
    'ssh says "Too many authentication failures", but the key is right',
    'awk: sum of column 3 grouped by column 1',
    'make a .gitignore for a Python project with notebooks',
    'what does exit code 137 mean in a container',
    'sed: delete every line that starts with a semicolon, in place, with a backup',
    'how do I see which process holds port 5432',
    'cron line for every weekday at 06:15',
    'terraform wants to replace the database because of a changed tag, how do I stop it and why does it want to',
    'nginx gives 502 only for uploads over 1 MB, upstream is fine; list the likely causes in order',
  ]),
  ...promptsOf(
    'cli',
    [
      'Read the failing test, find the cause in the repository, fix it, and run the tests again.',
      'Upgrade the date library to its next major version everywhere it is used and keep the tests green.',
      'Find out why memory grows by 3 MB an hour in the worker. You can run commands and take heap snapshots.',
      'Add pagination to the /orders endpoint and to its client, with tests, following the style of /customers.',
      'List the files in the current folder.',
      'Open the changelog and add a line for the fix in the last commit.',
    ],
    { tools: 9, system: 'You are an agent in a terminal. Use the tools.' },
  ),
];
