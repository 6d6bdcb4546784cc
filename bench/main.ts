import { benchmarks } from './index.ts'
import { WrongInput } from './wrong-input.ts'

/** `npm run bench -- NAME`: progress on stderr, one JSON object alone on the last line of stdout. */
const [name = '', ...args] = process.argv.slice(2)
const benchmark = benchmarks[name as keyof typeof benchmarks]
if (benchmark === undefined) {
  process.stderr.write(`There is no benchmark "${name}". There are: ${Object.keys(benchmarks).join(', ')}\n`)
  process.exitCode = 2
} else {
  try {
    const figures = await benchmark((line) => process.stderr.write(`${line}\n`), args)
    process.stdout.write(`${JSON.stringify({ benchmark: name, node: process.version, ...figures })}\n`)
  } catch (error) {
    if (!(error instanceof WrongInput)) throw error
    process.stderr.write(`error: ${error.message}\n`)
    process.exitCode = 2
  }
}
