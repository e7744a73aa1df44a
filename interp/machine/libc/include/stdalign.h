/* SPDX-License-Identifier: MIT */
#pragma GCC system_header
#ifndef _STDALIGN_H
#define _STDALIGN_H
#define alignas _Alignas
#define alignof _Alignof
#endif
