import { Button, Drawer, Group, Kbd, Stack } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import type * as z from 'zod'
import { decideMatchContract, readMatchContract } from '#http/contract/matches.ts'
import { useAction, useRead } from '../../api/use-api.ts'
import { PageLoading } from '../../components/page-loading.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { When } from '../../components/when.tsx'
import { countOf } from '../../format/numbers.ts'
import { useMay } from '../../shell/use-session.ts'
import { KIND_WORDS, MatchState } from './match-state.tsx'
import classes from './problems.module.css'
import { shown } from './words.ts'

interface Props {
  readonly id: string
  /** Neighbours in the list; null: there is none. */
  readonly next: string | null
  readonly previous: string | null
  readonly onOpen: (id: string | undefined) => void
}

/** Both records of a pair side by side, with what is alike; decided with the mouse or the keyboard. */
export function MatchDrawer({ id, next, previous, onOpen }: Props) {
  const { data, error, refetch } = useRead(readMatchContract, { params: { id } })
  return (
    <Drawer opened onClose={() => onOpen(undefined)} position="right" size="xl" title="Are these one person?">
      {error !== null ? (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      ) : data === undefined || data.match.id !== id ? (
        <PageLoading />
      ) : (
        <Compare detail={data} next={next} previous={previous} onOpen={onOpen} />
      )}
    </Drawer>
  )
}

type Decision = 'accepted' | 'rejected' | 'open'
type Detail = z.output<typeof readMatchContract.reply>

function Compare({ detail, next, previous, onOpen }: Omit<Props, 'id'> & { readonly detail: Detail }) {
  const { match, fields } = detail
  const mayOperate = useMay('operate')
  const decide = useAction(decideMatchContract, {
    done: ({ leftBehind, match: decided }) =>
      decided.state === 'open'
        ? 'Open again'
        : leftBehind === null
          ? decided.state === 'accepted'
            ? 'One person: the worker joins them within seconds'
            : 'Two people: never suggested again'
          : `One person. ${leftBehind.object} ${leftBehind.id} stays as it is: merge it by hand in Salesforce.`,
    refreshes: ['Overview', 'Records'],
    onDone: ({ match: decided }) => {
      if (decided.state !== 'open') onOpen(next ?? undefined)
    },
  })
  const say = (state: Decision): void => decide.mutate({ params: { id: match.id }, body: { state } })
  const isOpen = match.state === 'open'
  const isGone = detail.hubspot === 'gone' || detail.salesforce === 'gone'
  const may: Readonly<Record<Decision, boolean>> = {
    accepted: mayOperate && isOpen && !isGone,
    rejected: mayOperate && isOpen,
    open: mayOperate && !isOpen && match.joinedAt === null,
  }
  // A key that is held down decides once: the pair that comes next has not been looked at.
  const key = (state: Decision) => (event: KeyboardEvent) => {
    if (may[state] && !event.repeat && !decide.isPending) say(state)
  }
  const go = (to: string | null) => () => (to === null ? undefined : onOpen(to))
  useHotkeys([
    ['y', key('accepted')],
    ['n', key('rejected')],
    ['u', key('open')],
    ['j', go(next)],
    ['k', go(previous)],
  ])
  return (
    <Stack gap="md">
      <div>
        <MatchState match={match} /> {KIND_WORDS[match.kind]}, {match.points} points, found <When at={match.foundAt} />.
        {match.decidedBy === null ? null : <> Decided by {match.decidedBy}.</>}
      </div>
      {isGone ? (
        <p role="note" className={classes['words']}>
          {detail.hubspot === 'gone' ? 'The contact is gone from HubSpot. ' : ''}
          {detail.salesforce === 'gone' ? 'The record is gone from Salesforce. ' : ''}
          Reject the pair, or leave it: it cannot be joined.
        </p>
      ) : null}
      <table className={classes['compare']}>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">HubSpot contact</th>
            <th scope="col">Salesforce {match.salesforceObject}</th>
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => (
            <tr key={field.label} data-alike={field.hubspot !== null && field.hubspot === field.salesforce}>
              <th scope="row">
                {field.label}
                {field.hubspot !== null && field.hubspot === field.salesforce ? (
                  <span className={classes['quiet']}> (the same)</span>
                ) : null}
              </th>
              <td>{shown(field.hubspot)}</td>
              <td>{shown(field.salesforce)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {match.evidence.length === 0 ? null : (
        <p className={classes['quiet']} style={{ margin: 0 }}>
          Points:{' '}
          {match.evidence
            .map(({ field, likeness, points }) => `${field} ${points} (${Math.round(likeness * 100)} % alike)`)
            .join(', ')}
          .
        </p>
      )}
      {mayOperate ? (
        <>
          {isOpen ? (
            <Group>
              <Button
                loading={decide.isPending}
                disabled={!may.accepted}
                onClick={() => say('accepted')}
                rightSection={<Kbd>Y</Kbd>}
              >
                One person: join them
              </Button>
              <Button
                variant="default"
                loading={decide.isPending}
                onClick={() => say('rejected')}
                rightSection={<Kbd>N</Kbd>}
              >
                Two people
              </Button>
            </Group>
          ) : match.joinedAt === null ? (
            <Group>
              <Button
                variant="default"
                loading={decide.isPending}
                onClick={() => say('open')}
                rightSection={<Kbd>U</Kbd>}
              >
                Take the decision back
              </Button>
            </Group>
          ) : null}
          <p className={classes['quiet']} style={{ margin: 0 }}>
            Joining links the contact with this record, and from then on both are kept in step by your mapping: values
            of the record that differ may be written over. No record is made or deleted.
            {match.name === null || match.joinedAt !== null || match.salesforceObject !== 'Lead'
              ? ''
              : ' The record that the contact is linked with now stays as it is, with its Task; Tandem says which one to merge by hand.'}
            {detail.others === 0 ? '' : ` ${countOf(detail.others, 'other pair')} of this contact will be closed.`} Two
            people: nothing is written, and the pair is not suggested again. <Kbd>J</Kbd> <Kbd>K</Kbd> to the pairs
            beside it.
          </p>
        </>
      ) : null}
    </Stack>
  )
}
