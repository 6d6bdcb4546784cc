import { Command } from 'commander'
import { formatInstant } from '#domain/time.ts'
import { createOutput } from '../output.ts'
import { openSource, withSource, type SourceFlags } from './source.ts'

const SHOWN = 50

export const versions = withSource(new Command('versions'))
  .description('list the versions of the sync config, newest first')
  .action(async (flags: SourceFlags & { readonly json?: true }) => {
    const output = createOutput(flags.json === true)
    const source = await openSource(flags, (line) => output.say(line))
    try {
      const heads = await source.heads(SHOWN)
      output.result(
        {
          versions: heads.map(({ createdAt, ...head }, i) => ({
            ...head,
            savedAt: formatInstant(createdAt),
            inForce: i === 0,
          })),
        },
        heads
          .map(
            ({ version, author, comment, createdAt }, i) =>
              `${String(version).padStart(4)}  ${formatInstant(createdAt).slice(0, 16).replace('T', ' ')}  ${author}: ${comment}${i === 0 ? '  (in force)' : ''}`,
          )
          .join('\n'),
      )
    } finally {
      await source.close()
    }
  })
