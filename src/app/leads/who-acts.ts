import { mayDo, type Actor } from '#domain/access.ts'
import { repByEmail } from '#domain/routing/directory.ts'
import type { RepDirectory } from '#domain/routing/types.ts'

/** Somebody who says something of leads on Tandem's pages. */
export interface LeadActor {
  /** As colleagues know them; goes into the journal. */
  readonly name: string
  /** A token acts as whoever made it. */
  readonly by: Actor['kind']
  /** Their Salesforce user; null: nobody there has the address, or it is the operator's own token. */
  readonly repId: string | null
  /** `own`: leads that they have themselves. */
  readonly on: 'own' | 'all'
}

/** Salesforce user of an account, or of who made a token: the active one with the same e-mail. */
export function repIdOf(actor: Actor, reps: RepDirectory): string | null {
  const email = actor.kind === 'user' ? actor.email : actor.maker?.email
  const rep = email === undefined ? null : repByEmail(reps, email)
  return rep?.active === true ? rep.id : null
}

export const leadActorOf = (actor: Actor, reps: RepDirectory): LeadActor => ({
  name: nameOf(actor),
  by: actor.kind,
  repId: repIdOf(actor, reps),
  on: mayDo(actor, 'work-all-leads') ? 'all' : 'own',
})

const nameOf = (actor: Actor): string =>
  actor.kind === 'token' && actor.maker !== null ? `${actor.maker.name} (token ${actor.name})` : actor.name
