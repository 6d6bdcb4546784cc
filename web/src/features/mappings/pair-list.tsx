import type { ConfigCatalogue, ConfigPair } from '#http/contract/config-fields.ts'
import { readPairFiguresContract, type PairFigures } from '#http/contract/config-pairs.ts'
import { DIRECTION_WORDS } from '#http/contract/config-words.ts'
import { useRead } from '../../api/use-api.ts'
import { PageLink } from '../../components/page-link.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { When } from '../../components/when.tsx'
import { countOf, formatCount } from '../../format/numbers.ts'
import { partAt } from '../config-draft/json.ts'
import type { Draft } from '../config-draft/use-draft.ts'
import type { Problems } from '../config-draft/use-problems.ts'
import { effectiveMaps, type EffectiveMap } from './effective-maps.ts'
import { ARROW, directionOf, ruleOf } from './map-words.ts'
import classes from './pair-list.module.css'

type Pair = ConfigCatalogue['pairs'][number]

export const isSynced = (draft: Draft, pair: Pair): boolean =>
  !pair.canSwitchOff || partAt(draft.document, ['pairs', pair.id, 'enabled']) === true

/** As many as tell what a pair is about. */
const FIELDS_SHOWN = 4

/** The object pairs, each with how its records stand, what is mapped and what is wrong. */
export function PairList(props: {
  readonly draft: Draft
  readonly problems: Problems
  readonly catalogue: ConfigCatalogue
  readonly onOpen: (pair: ConfigPair) => void
}) {
  const figures = useRead(readPairFiguresContract, {}, { everyMs: 60_000 }).data?.pairs
  return (
    <ul className={classes['list']} aria-label="Object pairs">
      {props.catalogue.pairs.map((pair) => (
        <li key={pair.id}>
          <PairCard {...props} pair={pair} figures={figures?.find((one) => one.pair === pair.id)} />
        </li>
      ))}
    </ul>
  )
}

function PairCard(props: {
  readonly draft: Draft
  readonly problems: Problems
  readonly pair: Pair
  readonly figures: PairFigures | undefined
  readonly onOpen: (pair: ConfigPair) => void
}) {
  const { draft, pair, figures } = props
  const maps = effectiveMaps(draft.document, pair.id, pair.defaults).filter(({ map }) => ruleOf(map) !== 'off')
  const found = props.problems.at(`fields.${pair.id}`)
  const errors = found.filter(({ level }) => level === 'error').length
  const notes = found.length - errors
  return (
    <article className={classes['pair']}>
      <div className={classes['head']}>
        {/* The whole card opens the pair: what is under the title reaches over all of it, links excepted. */}
        <h2 className={classes['title']}>
          <button type="button" className={classes['open']} onClick={() => props.onOpen(pair.id)}>
            {pair.label}
          </button>
        </h2>
        {isSynced(draft, pair) ? (
          <StatusBadge tone="good">Synced</StatusBadge>
        ) : (
          <StatusBadge tone="quiet">Switched off</StatusBadge>
        )}
        {errors > 0 ? <StatusBadge tone="bad">{countOf(errors, 'error')}</StatusBadge> : null}
        {notes > 0 ? <StatusBadge tone="warn">{countOf(notes, 'note')}</StatusBadge> : null}
      </div>
      <p className={classes['words']}>{pair.words}</p>
      {figures === undefined ? null : <Figures {...figures} />}
      {maps.length === 0 ? null : (
        <ul className={classes['fields']} aria-label={`Some fields of ${pair.label}`}>
          {maps.slice(0, FIELDS_SHOWN).map(({ id, map }) => (
            <li key={id} className={classes['field']}>
              {map.hubspot} <span title={DIRECTION_WORDS[directionOf(map)].words}>{ARROW[directionOf(map)]}</span>{' '}
              {map.salesforce}
            </li>
          ))}
        </ul>
      )}
      <p className={classes['counts']}>{fieldsWords(maps)}</p>
    </article>
  )
}

function Figures({ linked, inStep, parked, undecided, changedAt }: PairFigures) {
  return (
    <dl className={classes['figures']}>
      <div>
        <dt>In step</dt>
        <dd>
          {linked === 0
            ? 'No records yet'
            : inStep === linked
              ? `All ${formatCount(linked)}`
              : `${formatCount(inStep)} of ${formatCount(linked)}`}
        </dd>
      </div>
      <div>
        <dt>Problems</dt>
        <dd>
          {parked === 0 && undecided === 0 ? 'None' : null}
          {parked > 0 ? (
            <PageLink page="problems" search={{}}>
              {countOf(parked, 'parked record')}
            </PageLink>
          ) : null}
          {undecided > 0 ? (
            <PageLink page="problems" search={{ tab: 'conflicts' }}>
              {countOf(undecided, 'field')} to decide
            </PageLink>
          ) : null}
        </dd>
      </div>
      <div>
        <dt>Last change</dt>
        <dd>{changedAt === null ? 'None lately' : <When at={changedAt} />}</dd>
      </div>
    </dl>
  )
}

/** "18 fields: 14 both ways, 4 to Salesforce; 2 set by you" */
function fieldsWords(maps: readonly EffectiveMap[]): string {
  const ways = (['both', 'to-salesforce', 'to-hubspot'] as const)
    .map((way) => [maps.filter(({ map }) => directionOf(map) === way).length, WAY_WORDS[way]] as const)
    .filter(([n]) => n > 0)
    .map(([n, words]) => `${n} ${words}`)
  const own = maps.filter(({ origin }) => origin !== 'brought').length
  const all = countOf(maps.length, 'field')
  return `${ways.length === 0 ? all : `${all}: ${ways.join(', ')}`}${own === 0 ? '' : `; ${own} set by you`}`
}

const WAY_WORDS = { both: 'both ways', 'to-salesforce': 'to Salesforce', 'to-hubspot': 'to HubSpot' } as const
