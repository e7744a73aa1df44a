/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Symbols for modules. There are no modules here: an export is a second
 * declaration of the symbol, which checks its name and does nothing else.
 */
#ifndef __LINUX_EXPORT_H
#define __LINUX_EXPORT_H

#define EXPORT_SYMBOL(symbol)		extern typeof(symbol) symbol
#define EXPORT_SYMBOL_GPL(symbol)	extern typeof(symbol) symbol

#endif /* __LINUX_EXPORT_H */
