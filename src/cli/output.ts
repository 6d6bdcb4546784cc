import { SingleBar } from 'cli-progress'

/**
 * Where a command speaks: people read standard error, the result goes to standard output. With `--json` the result is one JSON
 * object, alone on the last line; without it, text for people.
 */
export interface Output {
  readonly json: boolean
  /** A line for people, never part of the result. */
  say(line: string): void
  /** The result. Amounts (bigint) become decimal strings unless they are safe integers. */
  result(value: unknown, text: string): void
  /** A progress bar on a terminal, a line now and then elsewhere. */
  progress(title: string, total: number): Progress
}

export interface Progress {
  advance(done: number): void
  end(): void
}

export function createOutput(json: boolean): Output {
  return {
    json,
    say: (line) => void process.stderr.write(`${line}\n`),
    result: (value, text) => void process.stdout.write(json ? `${JSON.stringify(value, plain)}\n` : `${text}\n`),
    progress: (title, total) => (process.stderr.isTTY ? bar(title, total) : lines(title)),
  }
}

/** Minor units above 2^53 would lose digits as a JSON number. */
function plain(_key: string, value: unknown): unknown {
  if (typeof value !== 'bigint') return value
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value.toString()
}

function bar(title: string, total: number): Progress {
  const single = new SingleBar({
    format: `${title.padEnd(28)} {bar} {percentage}% | {value}/{total} | {eta_formatted} left`,
    hideCursor: true,
  })
  single.start(total, 0)
  return { advance: (done) => single.update(Math.min(done, total)), end: () => single.stop() }
}

function lines(title: string): Progress {
  process.stderr.write(`${title} ...\n`)
  return { advance: () => undefined, end: () => undefined }
}
