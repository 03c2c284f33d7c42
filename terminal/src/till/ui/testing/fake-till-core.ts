/**
 * The stand-in till behind the built page: `node terminal/src/till/ui/testing/fake-till-core.ts [port]` after
 * `vite build terminal`. POST /control with a TillMood changes what happens next. Never part of the product.
 */
import { servePage } from '../../../kiosk/ui/testing/serve-page.ts';
import { createFakeTill } from './fake-till.ts';

const till = createFakeTill();
const page = servePage({
  answer: (call, args) => till.answer(call, args),
  change: (mood) => {
    Object.assign(till.mood, mood);
    till.announce({ event: 'terminal-changed' });
  },
});
till.onEvent(page.announce);
