/** What is drawn again only when it would look different. */

import { Component, computed } from './vendor.js';

/**
 * A component drawn again only when one of its properties is another value: rows of the store keep their identity.
 * @template {Record<string, any>} P
 * @param {(props: P) => any} draw
 */
export function memo(draw) {
  return class extends Component {
    /** @param {any} next */
    shouldComponentUpdate(next) {
      const now = /** @type {any} */ (this.props);
      return Object.keys(next).some((key) => key !== 'children' && next[key] !== now[key]);
    }

    render() {
      return draw(/** @type {any} */ (this.props));
    }
  };
}

/**
 * A few values read together; the same object until one of them is another value, so nobody is told of what stayed.
 * @template {Record<string, any>} V
 * @param {() => V} read @returns {{readonly value: V, peek: () => V}}
 */
export function steady(read) {
  /** @type {V | undefined} */
  let kept;
  return computed(() => {
    const next = read();
    const before = kept;
    if (!before || Object.keys(next).some((key) => next[key] !== before[key])) kept = next;
    return /** @type {V} */ (kept);
  });
}
