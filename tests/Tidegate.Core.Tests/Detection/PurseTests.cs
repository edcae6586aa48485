using Shouldly;
using Tidegate.Detection;
using Tidegate.Traffic;
using Xunit;

namespace Tidegate.Core.Tests.Detection;

/// <summary>Money of messages by currency.</summary>
public sealed class PurseTests
{
    private readonly NameTable _currencies = new TrafficNames().Currencies;
    private readonly Purse _purse = new();

    [Fact]
    public void Currencies_AreNeverAddedUp_AndThatOfMostMessagesComesFirst()
    {
        Pay("USD", 900);
        for (var i = 0; i < 3; i++) Pay("EUR", 0.5f);
        Pay("", 7);

        (_purse.Money, _currencies[_purse.Currency], _purse.Highest).ShouldBe((1.5, "EUR", 900));
        _purse.But(_purse.Currency, _currencies).Select(s => (s.Currency, s.Money, s.Messages)).ShouldBe([("", 7, 1L), ("USD", 900, 1L)], "an amount without a currency is not known to be in any");
    }

    [Fact]
    public void MessagesOfUnknownPrice_AreCountedApart_AndFreeOnesAreNot()
    {
        _purse.Add(new Message { Marks = MessageMarks.Unpriced });
        Pay("EUR", 0);
        (_purse.Unpriced, _purse.Money, _currencies[_purse.Currency]).ShouldBe((1, 0, "EUR"));
    }

    [Fact]
    public void WhatAPartHas_GoesWithIt_AndComesBack()
    {
        Pay("EUR", 2);
        Pay("USD", 3);
        var part = new Purse();
        part.Add(new Message { Price = 3, Currency = (ushort)_currencies.Intern("USD") });

        _purse.Subtract(part);
        _purse.But(_purse.Currency, _currencies).ShouldBeEmpty();
        _purse.Add(part);
        _purse.But(_purse.Currency, _currencies).ShouldHaveSingleItem().Money.ShouldBe(3);
    }

    [Fact]
    public void Saved_purse_is_the_same()
    {
        Pay("EUR", 2);
        Pay("USD", 3, MessageMarks.Estimated);
        _purse.Add(new Message { Marks = MessageMarks.Unpriced });
        var loaded = Purse.Load(new BinaryReader(new MemoryStream(Saved(_purse))));

        Saved(loaded).ShouldBe(Saved(_purse));
        loaded.But(loaded.Currency, _currencies).ShouldHaveSingleItem().Estimated.ShouldBe(3);
    }

    private static byte[] Saved(Purse purse)
    {
        using var stream = new MemoryStream();
        purse.Save(new BinaryWriter(stream));
        return stream.ToArray();
    }

    private void Pay(string currency, float price, MessageMarks marks = MessageMarks.None) =>
        _purse.Add(new Message { Price = price, Currency = currency.Length > 0 ? (ushort)_currencies.Intern(currency) : (ushort)0, Marks = marks });
}
