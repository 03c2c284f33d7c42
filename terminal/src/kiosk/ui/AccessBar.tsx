import { memo } from 'react';
import { Icon, type IconName } from '../../ui-kit/Icon.tsx';
import type { WordKey } from '../../ui-kit/languages.ts';
import { useWords } from '../../ui-kit/words.ts';
import type { Access } from './kiosk-state.ts';
import type { KioskStore } from './kiosk-store.ts';

interface Choice {
  name: string;
  word: WordKey;
  icon: IconName;
  on: boolean;
  change: Partial<Access>;
}

/** Always in the same place, on every screen: help to see, read and reach. */
export const AccessBar = memo(function AccessBar({
  access,
  dispatch,
}: {
  access: Access;
  dispatch: KioskStore['dispatch'];
}) {
  const { t } = useWords();
  const { theme, largeText, lowReach } = access;
  const choices: Choice[] = [
    {
      name: 'contrast',
      word: 'access.contrast',
      icon: 'contrast',
      on: theme === 'contrast',
      change: { theme: theme === 'contrast' ? 'dark' : 'contrast' },
    },
    {
      name: 'light',
      word: 'access.light',
      icon: 'light',
      on: theme === 'light',
      change: { theme: theme === 'light' ? 'dark' : 'light' },
    },
    { name: 'large-text', word: 'access.large-text', icon: 'text', on: largeText, change: { largeText: !largeText } },
    { name: 'low-reach', word: 'access.low-reach', icon: 'reach', on: lowReach, change: { lowReach: !lowReach } },
  ];
  return (
    <footer>
      <fieldset className="access-bar">
        <legend className="unseen">{t('access.label')}</legend>
        {choices.map(({ name, word, icon, on, change }) => (
          <button
            key={name}
            type="button"
            data-testid={`access-${name}`}
            aria-pressed={on}
            onClick={() => dispatch({ type: 'access-changed', access: change })}
          >
            <Icon name={icon} />
            {t(word)}
          </button>
        ))}
      </fieldset>
    </footer>
  );
});
