import { isPreviewPair, PREVIEW_FAMILIES } from '#app/preview/families.ts'
import { findNamed } from '#app/preview/named.ts'
import { beginPreview, cancelPreview, lastPreview } from '#app/preview/run-preview.ts'
import type { Scope } from '#app/scope.ts'
import type { PreviewLook } from '#ports/store/previews.ts'
import {
  cancelConfigPreviewContract,
  readConfigPreviewContract,
  startConfigPreviewContract,
} from '../../contract/config-preview.ts'
import { authorOf } from '../../present/config.ts'
import { toPreviewState } from '../../present/config-preview.ts'
import { HttpError } from '../../problem.ts'
import { connectionRoute } from '../../route.ts'

const USUAL_SAMPLE = 200

export const startConfigPreview = connectionRoute(
  startConfigPreviewContract,
  async ({ scope, body, deps, actor, note }) => {
    const { document, pair = null, sample = USUAL_SAMPLE, all, record } = body
    // Not who: the log is kept longer than records may be.
    const what = record === undefined ? (all === true ? 'all' : sample) : 'one record'
    note({ subject: 'a draft', details: { look: what, pair } })
    if (pair !== null && !isPreviewPair(pair)) throw notByItself(pair)
    const { config, problems } = await deps.config.check(scope.connection.id, document)
    const first = problems.find(({ level }) => level === 'error')
    if (config === null || first !== undefined)
      throw new HttpError({
        status: 422,
        code: 'CONFIG_HAS_ERRORS',
        message: `This draft cannot be rehearsed: ${first === undefined ? '' : `${first.path}: ${first.message}`}`,
        remedy: 'Mend every error that the check lists, and look again.',
      })
    const look: PreviewLook =
      record !== undefined ? await named(scope, record) : all === true ? 'all' : { newest: sample }
    const begun = await beginPreview(scope, { document, look, pair, by: authorOf(actor) })
    if (begun === null)
      throw new HttpError({
        status: 409,
        code: 'PREVIEW_RUNNING',
        message: `A preview runs already, started by ${(await lastPreview(scope))?.startedBy ?? 'somebody'}.`,
        remedy: 'Wait until it is done, or stop it.',
      })
    return toPreviewState(begun)
  },
)

export const readConfigPreview = connectionRoute(readConfigPreviewContract, async ({ scope }) =>
  toPreviewState(await lastPreview(scope)),
)

export const cancelConfigPreview = connectionRoute(cancelConfigPreviewContract, async ({ scope, note }) => {
  note({ subject: 'the preview that runs' })
  await cancelPreview(scope)
  return toPreviewState(await lastPreview(scope))
})

/** Nothing would be looked at, which reads as if nothing would change. */
const notByItself = (pair: string): HttpError =>
  new HttpError({
    status: 422,
    code: 'NO_PREVIEW_OF_PAIR',
    message: `${pair} cannot be previewed: campaigns and their members are not looked at.`,
    remedy: `Take one of ${Object.keys(PREVIEW_FAMILIES).join(', ')}, or leave the pair out.`,
  })

async function named(scope: Scope, record: string): Promise<PreviewLook> {
  const found = await findNamed(scope, record)
  if (found !== null) return found
  throw new HttpError({
    status: 404,
    code: 'RECORD_NOT_FOUND',
    message: 'No contact in HubSpot has this e-mail or id.',
    remedy: 'Name an e-mail, a HubSpot contact id, or the id of a Lead, Contact, Account or Opportunity.',
  })
}
