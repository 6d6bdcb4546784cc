import { Autocomplete, Select, TextInput } from '@mantine/core'
import { useMemo } from 'react'
import { useHandover } from './handover-context.ts'
import type { Condition, Written } from './written.ts'
import classes from './handover.module.css'

/** What nearly every rule asks for; a stage comes with the selection. */
const USUAL = ['email', 'company', 'website', 'country', 'lifecyclestage']
export const usualFacts = (): Readonly<Record<string, string>> => ({ email: 'new.lead@acme.example' })

/** Fields for what the rules of this page look at. */
export function LeadFacts(props: {
  readonly values: Readonly<Record<string, string>>
  readonly onChange: (values: Readonly<Record<string, string>>) => void
}) {
  const { written, draft, fields, facts } = useHandover()
  const campaign = draft.at(['campaignProperty'])
  const campaignProperty = typeof campaign === 'string' ? campaign : 'hs_analytics_last_touch_converting_campaign'
  const asked = useMemo(
    () => [...new Set([...USUAL, campaignProperty, ...askedOf(written)])].filter((name) => name !== ''),
    [written, campaignProperty],
  )
  return (
    <div className={classes['two']}>
      {asked.map((name) => {
        const field = fields.get(name)
        const label = field?.label ?? name
        const value = props.values[name] ?? ''
        const put = (next: string | null): void => props.onChange({ ...props.values, [name]: next ?? '' })
        const options = (field?.options ?? []).filter(({ active }) => active)
        if (name === campaignProperty)
          return (
            <Autocomplete
              key={name}
              label={label}
              value={value}
              data={facts.campaigns.slice(0, 500)}
              limit={30}
              onChange={put}
            />
          )
        return options.length > 0 ? (
          <Select
            key={name}
            label={label}
            data={[...new Map(options.map((option) => [option.value, option])).values()].map((option) => ({
              value: option.value,
              label: option.label,
            }))}
            value={value === '' ? null : value}
            placeholder="not said"
            searchable
            clearable
            onChange={put}
          />
        ) : (
          <TextInput
            key={name}
            label={label}
            type={field?.type === 'date' ? 'date' : 'text'}
            value={value}
            placeholder="not said"
            onChange={(event) => put(event.currentTarget.value)}
          />
        )
      })}
    </div>
  )
}

/** Properties that contracts and rules ask for. */
function askedOf({ handover, routing }: Written): readonly string[] {
  const of = (conditions: readonly Condition[] | undefined): readonly string[] =>
    (conditions ?? []).map(({ property }) => property)
  return [
    ...handover.flatMap(({ when, behaviour, score, urgencyWhen }) => [
      ...of(when),
      ...(behaviour ?? []).map(({ property }) => property),
      ...(score === undefined || score === null ? [] : [score.property]),
      ...(urgencyWhen ?? []).flatMap((rule) => [
        ...of(rule.when),
        ...(rule.behaviour ?? []).map(({ property }) => property),
      ]),
    ]),
    ...[...(routing.territories ?? []), ...(routing.segments ?? [])].flatMap(({ when }) => of(when)),
  ]
}
