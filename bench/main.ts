import { benchmarks } from './index.ts'

/** `npm run bench -- NAME`: progress on stderr, one JSON object alone on the last line of stdout. */
const [name = '', ...args] = process.argv.slice(2)
const benchmark = benchmarks[name as keyof typeof benchmarks]
if (benchmark === undefined) {
  process.stderr.write(`There is no benchmark "${name}". There are: ${Object.keys(benchmarks).join(', ')}\n`)
  process.exitCode = 2
} else {
  const figures = await benchmark((line) => process.stderr.write(`${line}\n`), args)
  process.stdout.write(`${JSON.stringify({ benchmark: name, node: process.version, ...figures })}\n`)
}
