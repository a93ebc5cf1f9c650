/** A component drawn again only when one of its properties is another value: rows of the store keep their identity. */

import { Component } from './vendor.js';

/**
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
