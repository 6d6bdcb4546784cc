import { Command, Option } from 'commander'
import { makeLink } from '#app/access/links.ts'
import { readEnv } from '#config/env.ts'
import { UsageError } from '#domain/errors.ts'
import type { Store } from '#ports/store.ts'
import type { User } from '#ports/store/users.ts'
import { createOutput } from './output.ts'
import { openDeployment } from './stored.ts'

interface Flags {
  readonly json?: true
  readonly demo?: string | true
}

const command = (name: string, description: string): Command =>
  new Command(name)
    .description(description)
    .option('--json', 'print the result as one JSON object, alone on the last line of standard output')
    .addOption(new Option('--demo [dir]', 'look into the database of the demo, or of that of a folder of CSV files'))

const list = command('list', 'everybody who can sign in, was invited or was deactivated').action((flags: Flags) =>
  withStore(flags, async (store, output) => {
    const users = (await store.users.list()).map(toLine)
    output.result({ users }, users.length === 0 ? 'Nobody has an account yet.' : users.map(inWords).join('\n'))
  }),
)

const resetLink = command('reset-link', 'a link by which somebody chooses a new password; it opens once, within a day')
  .argument('<email>', 'e-mail address of the account')
  .action((email: string, flags: Flags) =>
    withStore(flags, async (store, output) => {
      const user = await store.users.byEmail(email)
      if (user === null) throw new UsageError(`nobody has an account with the address ${email}: see tandem users list`)
      if (user.state === 'deactivated')
        throw new UsageError(
          `${email} was deactivated and could not come in: an administrator brings people back on the page People`,
        )
      const env = readEnv(process.env)
      const baseUrl = env.TANDEM_PUBLIC_URL ?? `http://127.0.0.1:${env.PORT}`
      const purpose = user.state === 'invited' ? 'invitation' : 'reset'
      const now = Date.now()
      const { url, expiresAt } = await makeLink(store, baseUrl, { purpose, userId: user.id }, now)
      await store.audit.add({
        at: now,
        actor: null,
        connection: null,
        action: 'user.link',
        subject: user.email,
        details: { by: 'tandem users reset-link' },
        outcome: 'done',
      })
      output.result({ email: user.email, link: url, expiresAt: new Date(expiresAt).toISOString() }, url)
    }),
  )

export const users = new Command('users')
  .description('people who sign in: who they are, and links for those who forgot their password')
  .addCommand(list)
  .addCommand(resetLink)

async function withStore(
  flags: Flags,
  work: (store: Store, output: ReturnType<typeof createOutput>) => Promise<void>,
): Promise<void> {
  const output = createOutput(flags.json === true)
  const opened = await openDeployment(flags, (line) => output.say(line))
  try {
    await work(opened.store, output)
  } finally {
    await opened.close()
  }
}

const toLine = ({ name, email, role, state, connections, signedInAt }: User) => ({
  name,
  email,
  role,
  state,
  connections,
  signedInAt: signedInAt === null ? null : new Date(signedInAt).toISOString(),
})

const inWords = ({ name, email, role, state, signedInAt }: ReturnType<typeof toLine>): string =>
  `${email.padEnd(36)} ${role.padEnd(9)} ${state.padEnd(12)} ${signedInAt ?? 'never in'}  ${name}`
