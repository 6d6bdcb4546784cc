/**
 * Who prevails when both sides changed, or when the two first meet and differ. A change of one side alone travels, except:
 * the preferred side of `salesforce-unless-blank` and `hubspot-unless-blank` keeps its value whoever changed, so an edit of
 * the other side is taken back; when the preferred side is blank, also because somebody cleared it, it gets the other side's
 * value. Such a field becomes blank only when it is cleared on both sides. `fill-blank` and `most-advanced` look at the two
 * values alone.
 */
export const RULES = [
  'hubspot-wins',
  'salesforce-wins',
  'newest-wins',
  'salesforce-unless-blank',
  'hubspot-unless-blank',
  'fill-blank',
  'most-advanced',
  'manual',
  'off',
] as const
export type Rule = (typeof RULES)[number]

export const DIRECTIONS = ['both', 'to-salesforce', 'to-hubspot'] as const
export type Direction = (typeof DIRECTIONS)[number]
