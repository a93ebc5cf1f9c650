// What stands beside the one button of the booth's page, and is not what the thumb has pressed: drawn a moment behind it.

import { painted } from '../core/pace.js';
import { Component } from '../core/vendor.js';

/** @typedef {{of: readonly unknown[], children?: any}} Props `of`: what its look depends on, as long each time */

/**
 * Its children, drawn anew only when something of `of` is another value, and then when the frame stands that is drawn
 * around it. What they read of signals by themselves is drawn at once.
 */
export class Behind extends Component {
  asked = false;
  gone = false;

  /** @param {any} next @returns {boolean} */
  shouldComponentUpdate(next) {
    const { of } = /** @type {Props} */ (/** @type {unknown} */ (this.props));
    if (!this.asked && next.of.some((/** @type {unknown} */ one, /** @type {number} */ n) => one !== of[n])) {
      this.asked = true;
      painted(() => {
        this.asked = false;
        if (!this.gone) this.forceUpdate();
      });
    }
    return false;
  }

  componentWillUnmount() {
    this.gone = true;
  }

  render() {
    return /** @type {Props} */ (/** @type {unknown} */ (this.props)).children;
  }
}

/** Its children from the next frame on, and then always with what is around them: a new face of the page answers first. */
export class Soon extends Component {
  there = false;
  gone = false;

  componentDidMount() {
    painted(() => {
      this.there = true;
      if (!this.gone) this.forceUpdate();
    });
  }

  componentWillUnmount() {
    this.gone = true;
  }

  render() {
    return this.there ? /** @type {any} */ (this.props).children : null;
  }
}
