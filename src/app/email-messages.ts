import { RemoteError } from '#domain/errors.ts'
import type { ConnectionId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import type { Values } from '#domain/mapping/value.ts'
import { EMAIL_FIELDS } from '#domain/sla/email.ts'
import type { RemoteRecord } from '#ports/connector/records.ts'
import type { Store } from '#ports/store.ts'
import type { Scope } from './scope.ts'

/** An org that hides its e-mails is asked again now and then: the permission may have been given. */
const ASK_AGAIN_MS = 6 * 3_600_000

const hidden = new WeakMap<Store, Map<ConnectionId, Instant>>()

/**
 * The EmailMessages of those of these Tasks that are e-mails, by the Task's id: only they say which way a mail went, when, and who
 * sent it. One query for 200, none where no Task is an e-mail. Where the integration user may not read them nothing is found, which
 * is logged once, and the Tasks speak for themselves.
 */
export async function messagesOfTasks(
  scope: Scope,
  tasks: readonly RemoteRecord[],
): Promise<ReadonlyMap<string, readonly Values[]>> {
  const ids = tasks.filter(({ values }) => values['TaskSubtype'] === 'Email').map(({ id }) => id)
  if (ids.length === 0 || isHidden(scope)) return new Map()
  try {
    const found = await scope.salesforce.findBy({
      object: 'EmailMessage',
      field: 'ActivityId',
      values: ids,
      fields: EMAIL_FIELDS,
    })
    return Map.groupBy(
      found.map(({ values }) => values),
      (values) => values['ActivityId'] ?? '',
    )
  } catch (error) {
    if (!(error instanceof RemoteError) || error.disposition !== 'park') throw error
    hide(scope, error)
    return new Map()
  }
}

const isHidden = ({ store, connection, clock }: Scope): boolean =>
  (hidden.get(store)?.get(connection.id) ?? 0) > clock.now()

function hide({ store, connection, clock, log }: Scope, { code, message }: RemoteError): void {
  const known = hidden.get(store) ?? new Map<ConnectionId, Instant>()
  if (!known.has(connection.id))
    log.warn(
      { connection: connection.id, code, reason: message },
      'e-mails cannot be read in Salesforce: every e-mail task counts as sent by the rep, at the time of the task; ' +
        'give the integration user read access to Email Message',
    )
  hidden.set(store, known.set(connection.id, clock.now() + ASK_AGAIN_MS))
}
