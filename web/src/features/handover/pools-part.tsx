import { Group } from '@mantine/core'
import { foreseePoolsContract, readPoolsContract, sweepLeadsContract, type PoolNow } from '#http/contract/handover.ts'
import { useAction, useRead } from '../../api/use-api.ts'
import { ConfirmAction } from '../../components/confirm-action.tsx'
import { EmptyNote } from '../../components/empty-note.tsx'
import { PageLoading } from '../../components/page-loading.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { useMay } from '../../shell/use-session.ts'
import { readable } from '../../words.ts'
import { useHandover } from './handover-context.ts'
import { ItemCard } from './item-card.tsx'
import { MemberLine } from './member-line.tsx'
import { AddNamed } from './naming.tsx'
import { moved, OrderButtons, replaced, without } from './ordered-list.tsx'
import { PoolForm } from './pool-form.tsx'
import { renamePool } from './renaming.ts'
import { useRowKeys } from './row-keys.ts'
import { useRouting } from './use-routing.ts'
import { SectionText } from './section-text.tsx'
import { usePosted } from './use-posted.ts'
import { useVersions } from './use-versions.ts'
import { nameOf } from './words.ts'
import type { Pool } from './written.ts'
import classes from './handover.module.css'

/** Teams that take turns, with what is on each desk now. */
export function PoolsPart() {
  const { draft, problems, written } = useHandover()
  const { routing, put } = useRouting()
  const versions = useVersions()
  const active = useRead(readPoolsContract, {}, { when: !draft.isChanged, everyMs: 60_000 })
  const foreseen = usePosted(foreseePoolsContract, { document: draft.document }, { when: draft.isChanged })
  const now = draft.isChanged ? (foreseen.data ?? active.data) : active.data
  const pools = routing.pools ?? []
  const keys = useRowKeys(pools.map(({ id }) => id))
  const save = (next: readonly Pool[]): void => put({ pools: next })
  const rename = (from: string, to: string): void => {
    const next = renamePool(written, from, to)
    draft.edit((document) => ({
      ...document,
      handover: next.handover.map(versions.contract),
      routing: versions.routing(next.routing),
    }))
  }
  const refusal = draft.isChanged ? foreseen.error : active.error
  return (
    <Panel
      title="Pools"
      note="Members take turns by weight: who has weight 2 gets twice as many. Whoever is away gets nothing and is not flooded when they come back."
      actions={<SweepNow />}
    >
      {refusal !== null && problems.errors === 0 ? (
        <ProblemNotice error={refusal} onRetry={() => void (draft.isChanged ? foreseen : active).refetch()} />
      ) : null}
      {now === undefined && refusal === null ? <PageLoading /> : null}
      {pools.length === 0 ? (
        <EmptyNote title="There is no pool yet">Contracts hand their leads to a pool.</EmptyNote>
      ) : (
        <ol className={classes['cards']}>
          {pools.map((pool, i) => (
            <li key={keys[i]}>
              <ItemCard
                title={readable(pool.id)}
                what={`pool ${readable(pool.id)}`}
                problemsAt={[`routing.pools.${pool.id}`, `routing.pools.${i}`]}
                startOpen={false}
                order={
                  <OrderButtons
                    what={readable(pool.id)}
                    at={i}
                    of={pools.length}
                    onMove={(by) => save(moved(pools, i, by))}
                    onRemove={() => save(without(pools, i))}
                  />
                }
                form={
                  <PoolForm
                    pool={pool}
                    taken={pools.map(({ id }) => id)}
                    onChange={(next) => save(replaced(pools, i, next))}
                    onRename={(to) => rename(pool.id, to)}
                  />
                }
              >
                <PoolWords pool={pool} now={now?.pools.find(({ id }) => id === pool.id)} />
              </ItemCard>
            </li>
          ))}
        </ol>
      )}
      {draft.mayEdit ? (
        <Group mt="md">
          <AddNamed
            what="pool"
            taken={pools.map(({ id }) => id)}
            onAdd={(id) => save([...pools, { id, members: [{ email: '' }] }])}
          />
        </Group>
      ) : null}
      <SectionText path={['routing', 'pools']} name="Pools" />
    </Panel>
  )
}

function PoolWords({ pool, now }: { readonly pool: Pool; readonly now: PoolNow | undefined }) {
  const { written } = useHandover()
  if (now === undefined) return <p className={classes['quiet']}>{pool.members.length} members</p>
  /** A contract is called by its name, a rule by what it has for one. */
  const userWords = (user: string): string => nameOf(written.handover.find(({ id }) => id === user) ?? { id: user })
  const next = now.members.find(({ email }) => email.toLowerCase() === now.next?.toLowerCase())
  return (
    <>
      <p className={classes['words']}>
        {now.next === null ? (
          <b>
            Nobody can take a lead now
            {now.whenNobody === 'hold' ? ': it waits until a member can.' : ': the fallback gets it.'}
          </b>
        ) : (
          <>
            Next lead: <b>{next?.name ?? now.next}</b>
          </>
        )}
      </p>
      <p className={classes['quiet']}>
        {now.usedBy.length === 0
          ? 'Nothing sends leads there yet.'
          : `Leads come from: ${now.usedBy.map(userWords).join(', ')}`}
      </p>
      <div className={classes['shares']} role="img" aria-label={sharesText(now)}>
        {now.members.map((member) => (
          <span
            key={member.email}
            className={classes['share']}
            data-away={member.state === 'can-take' ? 'no' : 'yes'}
            style={{ flexGrow: member.share * 1000 }}
            title={`${member.name ?? member.email}: ${percent(member.share)}`}
          />
        ))}
      </div>
      <div>
        {now.members.map((member) => (
          <MemberLine
            key={member.email}
            member={member}
            isNext={member.email.toLowerCase() === now.next?.toLowerCase()}
          />
        ))}
      </div>
    </>
  )
}

const percent = (share: number): string => `${Math.round(share * 100)} %`
const sharesText = ({ members }: PoolNow): string =>
  `Shares: ${members.map(({ name, email, share }) => `${name ?? email} ${percent(share)}`).join(', ')}`

/** Looks at once for leads that nobody can work on. */
function SweepNow() {
  const may = useMay('operate')
  const sweep = useAction(sweepLeadsContract, {
    refreshes: ['Leads', 'Overview'],
    done: ({ looked, given, stuck }) =>
      `${looked.toLocaleString()} open leads looked at, ${given.length} given to somebody else, ${stuck.length} that nobody can take.`,
  })
  if (!may) return null
  return (
    <div>
      <ConfirmAction
        label="Sweep now"
        title="Look for leads that nobody can work on?"
        size="xs"
        confirm="Look and give away"
        onConfirm={() => sweep.mutateAsync({})}
      >
        Open leads without an active owner, and those that waited too long in a queue, are given to somebody who can
        take them, by the configuration in force. Their owner changes in Salesforce with the next look. Other leads stay
        as they are.
      </ConfirmAction>
      {sweep.data === undefined || sweep.data.stuck.length === 0 ? null : (
        <p className={classes['quiet']}>
          Nobody can take:{' '}
          {sweep.data.stuck.map(({ name, hubspotId }) => name ?? `contact ${hubspotId ?? ''}`).join(', ')}
        </p>
      )}
    </div>
  )
}
