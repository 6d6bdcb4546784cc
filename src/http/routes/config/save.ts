import { activateVersion } from '#app/config/activate-version.ts'
import { formatInstant } from '#domain/time.ts'
import { rollBackConfigContract, saveConfigContract } from '../../contract/config.ts'
import { authorOf } from '../../present/config.ts'
import { HttpError } from '../../problem.ts'
import { connectionRoute, type ConnectionContext } from '../../route.ts'
import { versionOf } from './versions.ts'

export const saveConfig = connectionRoute(saveConfigContract, async (context) => {
  const { body, note } = context
  note({ subject: 'a new version', details: { from: body.expectedVersion, comment: body.comment } })
  const kept = await keepVersion(context, body)
  note({
    subject: `version ${kept.version}`,
    details: { version: kept.version, from: body.expectedVersion, comment: body.comment, saved: kept.saved },
  })
  return kept
})

export const rollBackConfig = connectionRoute(rollBackConfigContract, async (context) => {
  const { body, scope, note } = context
  note({ subject: `back to version ${body.version}`, details: { to: body.version, from: body.expectedVersion } })
  const { document } = await versionOf(scope, body.version)
  const comment = body.comment ?? `back to version ${body.version}`
  const kept = await keepVersion(context, { document, comment, expectedVersion: body.expectedVersion })
  note({
    subject: `version ${kept.version}, which says what version ${body.version} says`,
    details: { version: kept.version, to: body.version, from: body.expectedVersion, saved: kept.saved },
  })
  return kept
})

/**
 * Checks a document, saves it as a version and takes it at once in this process. @throws HttpError 422 while it has errors, 409 when
 * somebody saved meanwhile.
 */
async function keepVersion(
  { scope, deps, actor }: Pick<ConnectionContext, 'scope' | 'deps' | 'actor'>,
  input: { readonly document: unknown; readonly comment: string; readonly expectedVersion: number },
) {
  const { id } = scope.connection
  const { config, problems } = await deps.config.check(id, input.document)
  const errors = problems.filter(({ level }) => level === 'error')
  const [first] = errors
  if (config === null || first !== undefined) throw hasErrors(errors.length, first)
  const saved = await activateVersion({
    store: scope.store,
    clock: scope.clock,
    newId: scope.newId,
    connection: scope.connection,
    config,
    version: { document: input.document, author: authorOf(actor), comment: input.comment },
    expected: input.expectedVersion,
  })
  if (saved.kind === 'overtaken') {
    const { newest } = saved
    throw new HttpError({
      status: 409,
      code: 'CONFIG_OVERTAKEN',
      message:
        newest === null
          ? 'There is no version to build on yet.'
          : `${newest.author} saved version ${newest.version} at ${formatInstant(newest.createdAt)}: ${newest.comment}`,
      remedy: 'Look at what was changed, put your changes on top of it, and save again.',
    })
  }
  await deps.config.takeNewest(id)
  return { version: saved.version, saved: saved.kind === 'saved', warnings: [...problems] }
}

const hasErrors = (count: number, first: { readonly path: string; readonly message: string } | undefined): HttpError =>
  new HttpError({
    status: 422,
    code: 'CONFIG_HAS_ERRORS',
    message: `This configuration cannot be used: ${first === undefined ? '' : `${first.path}: ${first.message}`}${count > 1 ? ` (and ${count - 1} more)` : ''}`,
    remedy: 'Mend every error that the check lists, and save again.',
  })
