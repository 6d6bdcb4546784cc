import { Button, Chip, Group } from '@mantine/core'
import type { Direction } from '#domain/order.ts'
import { STORY_KINDS, readRecordStoryContract, type StoryEventRow } from '#http/contract/record-history.ts'
import { useList } from '../../api/use-api.ts'
import { EmptyNote } from '../../components/empty-note.tsx'
import { Choices } from '../../components/filter-bar.tsx'
import {
  AlertIcon,
  ClockIcon,
  CoinsIcon,
  GaugeIcon,
  PeopleIcon,
  SearchIcon,
  type IconComponent,
  RefreshIcon,
} from '../../components/icons.tsx'
import { PageLoading } from '../../components/page-loading.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { Told } from '../../components/told.tsx'
import { When } from '../../components/when.tsx'
import { countOf, formatCount } from '../../format/numbers.ts'
import { ChangeList } from './change-list.tsx'
import classes from './records.module.css'
import { ACTION_NAMES, causeBeside, SIDE_NAMES, STORY_NAMES } from './words.ts'

type Kind = (typeof STORY_KINDS)[number]

const ICONS: Readonly<Record<Kind, IconComponent>> = {
  change: RefreshIcon,
  handover: PeopleIcon,
  clock: ClockIcon,
  touch: GaugeIcon,
  opportunity: CoinsIcon,
  problem: AlertIcon,
}

/** Everything that happened to a record, newest first or from the beginning. */
export function Story(props: {
  readonly link: string
  readonly kinds: readonly Kind[]
  readonly onKinds: (kinds: readonly Kind[]) => void
  readonly direction: Direction
  readonly onDirection: (direction: Direction) => void
}) {
  const { link, kinds, onKinds, direction } = props
  const list = useList(readRecordStoryContract, {
    params: { link },
    query: { limit: 50, direction, kinds: kinds.length === 0 ? undefined : kinds.join(',') },
  })
  return (
    <Panel title="What happened" note="In your own time zone. Choose kinds to see those alone.">
      <Chip.Group multiple value={[...kinds]} onChange={(chosen) => onKinds(chosen as Kind[])}>
        <Group gap={6} mb="xs" role="group" aria-label="What to show">
          {STORY_KINDS.map((kind) => (
            <Chip key={kind} value={kind} size="sm" variant="outline">
              {STORY_NAMES[kind]}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      <Group mb="xs">
        <Choices
          label="Order"
          value={direction}
          options={[
            { value: 'desc', label: 'Newest first' },
            { value: 'asc', label: 'From the beginning' },
          ]}
          onChange={props.onDirection}
        />
      </Group>
      <Events list={list} more={direction === 'desc' ? 'Show older' : 'Show newer'} />
    </Panel>
  )
}

function Events(props: {
  readonly list: ReturnType<typeof useList<typeof readRecordStoryContract>>
  readonly more: string
}) {
  const { list } = props
  const items = list.items ?? []
  if (list.error !== null && items.length === 0) return <ProblemNotice error={list.error} onRetry={list.retry} />
  if (list.isLoading) return <PageLoading />
  if (items.length === 0)
    return (
      <EmptyNote title="Nothing of this kind happened" icon={<SearchIcon size={28} />}>
        Choose other kinds above, or none of them for the whole story.
      </EmptyNote>
    )
  return (
    <>
      <ol className={classes['story']} aria-busy={list.isStale}>
        {items.map((event) => (
          <Event key={event.key} event={event} />
        ))}
      </ol>
      <footer className={classes['foot']}>
        <span>
          {formatCount(items.length)} of {countOf(Math.max(list.total, items.length), 'event')}
        </span>
        {list.hasMore ? (
          <Button variant="default" size="xs" loading={list.isLoadingMore} onClick={list.more}>
            {props.more}
          </Button>
        ) : null}
      </footer>
    </>
  )
}

function Event({ event }: { readonly event: StoryEventRow }) {
  const Icon = ICONS[event.kind]
  const { change } = event
  return (
    <li className={classes['event']}>
      <span className={classes['mark']} data-tone={event.tone}>
        <Icon size={17} />
      </span>
      <div>
        <div className={classes['eventhead']}>
          <span className={classes['eventtitle']}>
            {change === null
              ? event.title
              : `${SIDE_NAMES[change.side]} ${change.object} ${ACTION_NAMES[change.action]}`}
          </span>
          <span className={classes['small']}>
            <When at={event.at} as="date" />
          </span>
        </div>
        {change === null ? (
          event.text === '' ? null : (
            <p className={classes['eventtext']}>
              <Told>{event.text}</Told>
            </p>
          )
        ) : (
          <>
            <ChangeList change={change} />
            <p className={classes['small']}>
              {causeBeside(change.cause, change.changes) === '' ? '' : `Cause: ${change.cause}. `}Config version{' '}
              {change.configVersion}
              {change.author === null ? '' : ` by ${change.author}`}.
            </p>
          </>
        )}
      </div>
    </li>
  )
}
