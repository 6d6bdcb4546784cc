import classes from './value-view.module.css'
import type { Shown } from './shown-value.ts'

/** A part of the configuration in words, with its members below each other. */
export function ValueView({ value }: { readonly value: Shown }) {
  switch (value.kind) {
    case 'text':
      return <span className={classes['text']}>{value.text}</span>
    case 'nothing':
      return <span className={classes['nothing']}>{value.text}</span>
    case 'code':
      return <code className={classes['code']}>{value.text}</code>
    case 'list':
      return <Members value={value} />
    case 'lines':
      return (
        <div>
          {value.heading === null ? null : <span className={classes['heading']}>{value.heading}</span>}
          <dl className={classes['lines']}>
            {value.lines.map((line) => (
              <div key={line.label} className={classes['line']} data-wide={isWide(line.value) || undefined}>
                <dt>{line.label}:</dt>
                <dd>
                  <ValueView value={line.value} />
                </dd>
              </div>
            ))}
          </dl>
        </div>
      )
  }
}

function Members({ value }: { readonly value: Extract<Shown, { kind: 'list' }> }) {
  const List = value.inOrder ? 'ol' : 'ul'
  // They have no names to be known by, and stand still.
  const items = value.items.map((item, i) => ({ item, key: `${i}` }))
  return (
    <List className={classes['list']}>
      {items.map(({ item, key }) => (
        <li key={key}>
          <ValueView value={item} />
        </li>
      ))}
    </List>
  )
}

/** It needs the lines below its label. */
const isWide = ({ kind }: Shown): boolean => kind === 'list' || kind === 'lines' || kind === 'code'
