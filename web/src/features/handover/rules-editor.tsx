import { Select, TagsInput, TextInput } from '@mantine/core'
import { readable } from '../../words.ts'
import { ConditionsEditor } from './conditions-editor.tsx'
import { useHandover } from './handover-context.ts'
import { ItemCard } from './item-card.tsx'
import { AddButton, moved, OrderButtons, replaced, without } from './ordered-list.tsx'
import { useRouting } from './use-routing.ts'
import { UserPicker } from './user-picker.tsx'
import { criteriaWords, targetWords } from './words.ts'
import { freeId, idFrom, type NamedAccount, type RouteRule, type Target } from './written.ts'
import classes from './handover.module.css'

const WORDS = {
  namedAccounts: { one: 'named account', none: 'No company belongs to somebody by name.', add: 'Add a named account' },
  territories: { one: 'territory', none: 'No territories.', add: 'Add a territory' },
  segments: { one: 'segment', none: 'No segments.', add: 'Add a segment' },
} as const
type Rule = RouteRule | NamedAccount

/** The rules of one level; the first that holds counts. */
export function RulesEditor({ kind }: { readonly kind: keyof typeof WORDS }) {
  const { draft, fields } = useHandover()
  const { routing, put } = useRouting()
  const rules: readonly Rule[] = routing[kind] ?? []
  const words = WORDS[kind]
  const save = (next: readonly Rule[]): void => put({ [kind]: next } as Parameters<typeof put>[0])
  return (
    <div className={classes['cards']}>
      {rules.length === 0 ? <p className={classes['quiet']}>{words.none}</p> : null}
      {rules.map((rule, i) => (
        <ItemCard
          key={rule.id}
          title={readable(rule.id)}
          what={`${words.one} ${readable(rule.id)}`}
          problemsAt={[`routing.${kind}.${rule.id}`, `routing.${kind}.${i}`]}
          order={
            <OrderButtons
              what={readable(rule.id)}
              at={i}
              of={rules.length}
              onMove={(by) => save(moved(rules, i, by))}
              onRemove={() => save(without(rules, i))}
            />
          }
          form={<RuleForm rule={rule} onChange={(next) => save(replaced(rules, i, next))} />}
        >
          <p className={classes['words']}>
            {'when' in rule ? `If ${criteriaWords(rule, fields).join(' and ')}` : accountWords(rule)}:{' '}
            <b>{targetWords(rule.to)}</b>.
          </p>
        </ItemCard>
      ))}
      {draft.mayEdit ? (
        <AddButton
          onClick={() => {
            const id = freeId(
              idFrom(words.one),
              rules.map((rule) => rule.id),
            )
            const to: Target = { pool: routing.pools?.[0]?.id ?? '' }
            save([
              ...rules,
              kind === 'namedAccounts'
                ? { id, domains: [], companies: [], to }
                : { id, when: [{ property: 'country', in: [] }], to },
            ])
          }}
        >
          {words.add}
        </AddButton>
      ) : null}
    </div>
  )
}

const accountWords = ({ domains = [], companies = [] }: NamedAccount): string =>
  `People of ${[...companies, ...domains].join(', ') || 'no company yet'}`

function RuleForm(props: { readonly rule: Rule; readonly onChange: (rule: Rule) => void }) {
  const { rule, onChange } = props
  return (
    <>
      <TextInput
        label="Name"
        description="Shown in the log of decisions"
        value={rule.id}
        onChange={(event) => onChange({ ...rule, id: event.currentTarget.value })}
        maw={420}
      />
      {'when' in rule ? (
        <ConditionsEditor
          legend="If all of this holds"
          conditions={rule.when}
          onChange={(when) => onChange({ ...rule, when })}
        />
      ) : (
        <div className={classes['two']}>
          <TagsInput
            label="Web domains"
            description="Of e-mail addresses or of the company; Enter after each"
            value={[...(rule.domains ?? [])]}
            onChange={(domains) => onChange({ ...rule, domains })}
          />
          <TagsInput
            label="Company names"
            description="Without regard to Inc., GmbH and the like"
            value={[...(rule.companies ?? [])]}
            onChange={(companies) => onChange({ ...rule, companies })}
          />
        </div>
      )}
      <TargetPicker to={rule.to} onChange={(to) => onChange({ ...rule, to })} />
    </>
  )
}

function TargetPicker(props: { readonly to: Target; readonly onChange: (to: Target) => void }) {
  const { written } = useHandover()
  const pools = (written.routing.pools ?? []).map(({ id }) => ({ value: id, label: readable(id) }))
  const isOwner = 'owner' in props.to
  return (
    <div className={classes['two']}>
      <Select
        label="Goes to"
        data={[
          { value: 'owner', label: 'one user' },
          { value: 'pool', label: 'the next of a pool' },
        ]}
        value={isOwner ? 'owner' : 'pool'}
        allowDeselect={false}
        onChange={(value) => props.onChange(value === 'owner' ? { owner: '' } : { pool: pools[0]?.value ?? '' })}
      />
      {'owner' in props.to ? (
        <UserPicker label="User" value={props.to.owner} onChange={(owner) => props.onChange({ owner })} />
      ) : (
        <Select
          label="Pool"
          data={pools}
          value={props.to.pool}
          allowDeselect={false}
          onChange={(pool) => props.onChange({ pool: pool ?? '' })}
        />
      )}
    </div>
  )
}
