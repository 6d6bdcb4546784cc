import { leadActorOf, repIdOf } from '#app/leads/who-acts.ts'
import type { Scope } from '#app/scope.ts'
import { mayDo, type Actor } from '#domain/access.ts'
import { searchTerms } from '#domain/identity/search-text.ts'
import type { BoardFilter } from '#ports/store/lead-board.ts'
import type * as z from 'zod'
import type { ApiDeps } from '../../api-deps.ts'
import type { countLeadsContract } from '../../contract/leads.ts'
import type { LeadView } from '../../present/leads.ts'

export async function leadView(scope: Scope, deps: ApiDeps, actor: Actor): Promise<LeadView> {
  const reps = await scope.reps()
  return {
    addresses: deps.crmAddresses(scope.connection.id),
    portalId: scope.connection.portalId,
    actor: mayDo(actor, 'work-leads') ? leadActorOf(actor, reps) : null,
  }
}

type Asked = z.output<(typeof countLeadsContract)['query']>

/** Nobody has this id: of whoever is no user in Salesforce, no lead is theirs. */
const NOBODY = ''

/** What the query asks for, in the terms of the board. */
export async function boardFilter(scope: Scope, actor: Actor, asked: Asked): Promise<BoardFilter> {
  const { whose, rep, pool, urgency, policy, contract, campaign, text } = asked
  const owner = whose === 'mine' ? (repIdOf(actor, await scope.reps()) ?? NOBODY) : rep
  const words = text === undefined ? [] : searchTerms(text)
  return {
    ...(owner === undefined ? {} : { owner }),
    ...(whose === 'queue' ? { inQueue: true } : {}),
    ...(pool === undefined ? {} : { pool }),
    ...(urgency === undefined ? {} : { urgency }),
    ...(policy === undefined ? {} : { policy }),
    ...(contract === undefined ? {} : { contract }),
    ...(campaign === undefined ? {} : { campaign }),
    ...(words.length === 0 ? {} : { words }),
  }
}
